using System.Globalization;

namespace GenGpu.Gpu.OpenCl;

/// <summary>Return codes of OpenCL: checks them, names them, and says what to do.</summary>
internal static class ClCode
{
    public const int Success = 0;
    public const int DeviceNotFound = -1;
    public const int DeviceNotAvailable = -2;
    public const int CompilerNotAvailable = -3;
    public const int MemoryAllocationFailure = -4;
    public const int OutOfResources = -5;
    public const int OutOfHostMemory = -6;
    public const int BuildProgramFailure = -11;
    public const int EventFailed = -14;
    public const int CompileProgramFailure = -15;
    public const int InvalidQueue = -36;
    public const int InvalidBufferSize = -61;
    public const int NoPlatform = -1001;

    private static readonly Dictionary<int, string> Names = new()
    {
        [-1] = "CL_DEVICE_NOT_FOUND",
        [-2] = "CL_DEVICE_NOT_AVAILABLE",
        [-3] = "CL_COMPILER_NOT_AVAILABLE",
        [-4] = "CL_MEM_OBJECT_ALLOCATION_FAILURE",
        [-5] = "CL_OUT_OF_RESOURCES",
        [-6] = "CL_OUT_OF_HOST_MEMORY",
        [-7] = "CL_PROFILING_INFO_NOT_AVAILABLE",
        [-8] = "CL_MEM_COPY_OVERLAP",
        [-9] = "CL_IMAGE_FORMAT_MISMATCH",
        [-10] = "CL_IMAGE_FORMAT_NOT_SUPPORTED",
        [-11] = "CL_BUILD_PROGRAM_FAILURE",
        [-12] = "CL_MAP_FAILURE",
        [-13] = "CL_MISALIGNED_SUB_BUFFER_OFFSET",
        [-14] = "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST",
        [-15] = "CL_COMPILE_PROGRAM_FAILURE",
        [-16] = "CL_LINKER_NOT_AVAILABLE",
        [-17] = "CL_LINK_PROGRAM_FAILURE",
        [-18] = "CL_DEVICE_PARTITION_FAILED",
        [-19] = "CL_KERNEL_ARG_INFO_NOT_AVAILABLE",
        [-30] = "CL_INVALID_VALUE",
        [-31] = "CL_INVALID_DEVICE_TYPE",
        [-32] = "CL_INVALID_PLATFORM",
        [-33] = "CL_INVALID_DEVICE",
        [-34] = "CL_INVALID_CONTEXT",
        [-35] = "CL_INVALID_QUEUE_PROPERTIES",
        [-36] = "CL_INVALID_COMMAND_QUEUE",
        [-37] = "CL_INVALID_HOST_PTR",
        [-38] = "CL_INVALID_MEM_OBJECT",
        [-42] = "CL_INVALID_BINARY",
        [-43] = "CL_INVALID_BUILD_OPTIONS",
        [-44] = "CL_INVALID_PROGRAM",
        [-45] = "CL_INVALID_PROGRAM_EXECUTABLE",
        [-46] = "CL_INVALID_KERNEL_NAME",
        [-47] = "CL_INVALID_KERNEL_DEFINITION",
        [-48] = "CL_INVALID_KERNEL",
        [-49] = "CL_INVALID_ARG_INDEX",
        [-50] = "CL_INVALID_ARG_VALUE",
        [-51] = "CL_INVALID_ARG_SIZE",
        [-52] = "CL_INVALID_KERNEL_ARGS",
        [-53] = "CL_INVALID_WORK_DIMENSION",
        [-54] = "CL_INVALID_WORK_GROUP_SIZE",
        [-55] = "CL_INVALID_WORK_ITEM_SIZE",
        [-56] = "CL_INVALID_GLOBAL_OFFSET",
        [-57] = "CL_INVALID_EVENT_WAIT_LIST",
        [-58] = "CL_INVALID_EVENT",
        [-59] = "CL_INVALID_OPERATION",
        [-61] = "CL_INVALID_BUFFER_SIZE",
        [-63] = "CL_INVALID_GLOBAL_WORK_SIZE",
        [-64] = "CL_INVALID_PROPERTY",
        [-66] = "CL_INVALID_COMPILER_OPTIONS",
        [-67] = "CL_INVALID_LINKER_OPTIONS",
        [-1001] = "CL_PLATFORM_NOT_FOUND_KHR",
    };

    /// <summary>Name of a code as in the standard's header.</summary>
    /// <param name="code">A return code.</param>
    public static string Name(int code) => Names.TryGetValue(code, out string? name) ? name : string.Create(CultureInfo.InvariantCulture, $"OpenCL error {code}");

    /// <summary>Throws when a call did not succeed.</summary>
    /// <param name="code">What it returned.</param>
    /// <param name="call">The function.</param>
    /// <param name="where">The device.</param>
    /// <param name="bytes">Size of the allocation, if it was one.</param>
    public static void Check(int code, string call, string where, long bytes = 0)
    {
        if (code != Success)
            throw Error(code, call, where, bytes);
    }

    private static GpuException Error(int code, string call, string where, long bytes) => code switch
    {
        MemoryAllocationFailure or OutOfHostMemory => new OutOfDeviceMemoryException(call, Name(code), where, bytes),
        // Some drivers say so when a buffer does not fit; in other calls it means a device that has failed.
        OutOfResources or InvalidBufferSize when bytes > 0 => new OutOfDeviceMemoryException(call, Name(code), where, bytes),
        DeviceNotAvailable or EventFailed or OutOfResources or InvalidQueue => new DeviceLostException(call, Name(code), where),
        // A negative status of an event: the driver's own words for a command that ended abnormally.
        (< NoPlatform) => new DeviceLostException(call, Name(code), where),
        CompilerNotAvailable => new GpuException(call, Name(code), where, "The driver has no compiler: install a full OpenCL driver for this device (on Debian: pocl-opencl-icd for the CPU, nvidia-opencl-icd, mesa-opencl-icd or intel-opencl-icd for a GPU).", 5),
        _ => new GpuException(call, Name(code), where, "Update the OpenCL driver of this device; if that does not help, report this message. --accelerator cpu runs without it."),
    };
}
