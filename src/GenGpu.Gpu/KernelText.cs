using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu;

/// <summary>The source of kernels, for <c>gengpu dump --kernel</c>: exactly what is compiled.</summary>
public static class KernelText
{
    // What most GPUs of the last years have, for machines without one.
    private const int UsualLanes = 256;
    private const int UsualSharedBytesOfCuda = 227 * 1024;
    private const int UsualSharedBytesOfOpenCl = 32 * 1024;

    /// <summary>The source of a program's kernel for the first device of a kind, or for a usual one where there is none.</summary>
    /// <param name="kind">opencl or cuda.</param>
    /// <param name="definition">What the program belongs to.</param>
    /// <param name="program">The program, or the quiet form of one.</param>
    /// <param name="device">The device that it is for.</param>
    public static string Of(string kind, ModelDefinition definition, Program program, out string device)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(program);
        KernelTarget target = TargetOf(kind, out device);
        return ProgramKernel.Generate(definition, program, target).Source;
    }

    private static KernelTarget TargetOf(string kind, out string device)
    {
        IReadOnlyList<GpuDeviceInfo> listed = GpuDevices.List(kind, out _);
        if (listed.Any(entry => entry.Unusable is null))
        {
            using IGpuDevice opened = GpuDevices.Open(kind, DeviceSelector.Choose(kind, null, listed)[0]);
            device = $"{opened.Facts.Name}, {opened.Facts.Hardware}";
            return CompiledProgram.TargetOf(opened);
        }

        device = kind == GpuDevices.Cuda ? "a usual device: 256 lanes, 227 KiB on chip" : "a usual device: 256 lanes, 32 KiB on chip";
        return kind == GpuDevices.Cuda
            ? new KernelTarget(KernelDialect.Cuda, UsualLanes, 1, UsualSharedBytesOfCuda)
            : new KernelTarget(KernelDialect.OpenCl, UsualLanes, 1, UsualSharedBytesOfOpenCl);
    }
}
