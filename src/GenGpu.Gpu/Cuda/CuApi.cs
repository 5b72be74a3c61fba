using System.Runtime.InteropServices;
using GenGpu.Gpu.Native;

namespace GenGpu.Gpu.Cuda;

/// <summary>The functions of the CUDA driver that are used, by the names that the library exports. Return codes are checked by <see cref="CuCode"/>.</summary>
internal static unsafe partial class CuApi
{
    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuInit(uint flags);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuDriverGetVersion(int* version);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuGetErrorName(int code, byte** name);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuDeviceGetCount(int* count);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuDeviceGet(int* device, int ordinal);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuDeviceGetName(byte* name, int capacity, int device);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuDeviceTotalMem_v2(nuint* bytes, int device);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuDeviceGetAttribute(int* value, int attribute, int device);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuDevicePrimaryCtxRetain(nint* context, int device);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuDevicePrimaryCtxRelease_v2(int device);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuCtxSetCurrent(nint context);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuModuleLoadData(nint* module, void* image);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuModuleUnload(nint module);

    [LibraryImport(NativeLibraries.Cuda, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int cuModuleGetFunction(nint* function, CuModule module, string name);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuFuncGetAttribute(int* value, int attribute, nint function);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuFuncSetAttribute(nint function, int attribute, int value);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuMemGetInfo_v2(nuint* free, nuint* total);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuMemAlloc_v2(nint* pointer, nuint bytes);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuMemFree_v2(nint pointer);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuMemcpyHtoDAsync_v2(nint destination, void* source, nuint bytes, CuStreamHandle stream);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuMemcpyDtoHAsync_v2(void* destination, nint source, nuint bytes, CuStreamHandle stream);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuMemsetD32Async(nint destination, uint value, nuint count, CuStreamHandle stream);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuStreamCreate(nint* stream, uint flags);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuStreamSynchronize(CuStreamHandle stream);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuStreamDestroy_v2(nint stream);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuEventCreate(nint* handle, uint flags);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuEventRecord(CuEventHandle handle, CuStreamHandle stream);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuEventSynchronize(CuEventHandle handle);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuEventElapsedTime(float* milliseconds, CuEventHandle start, CuEventHandle end);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuEventDestroy_v2(nint handle);

    [LibraryImport(NativeLibraries.Cuda)]
    public static partial int cuLaunchKernel(
        nint function, uint groupsX, uint groupsY, uint groupsZ, uint lanesX, uint lanesY, uint lanesZ, uint sharedBytes, CuStreamHandle stream, void** arguments, void** extra);
}
