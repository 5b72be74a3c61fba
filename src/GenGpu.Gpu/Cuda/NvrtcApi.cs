using System.Runtime.InteropServices;
using GenGpu.Gpu.Native;

namespace GenGpu.Gpu.Cuda;

/// <summary>The functions of NVRTC that are used. Return codes are checked by <see cref="NvrtcCompiler"/>.</summary>
internal static unsafe partial class NvrtcApi
{
    [LibraryImport(NativeLibraries.Nvrtc)]
    public static partial byte* nvrtcGetErrorString(int code);

    [LibraryImport(NativeLibraries.Nvrtc)]
    public static partial int nvrtcVersion(int* major, int* minor);

    // Both since version 11.2.
    [LibraryImport(NativeLibraries.Nvrtc)]
    public static partial int nvrtcGetNumSupportedArchs(int* count);

    [LibraryImport(NativeLibraries.Nvrtc)]
    public static partial int nvrtcGetSupportedArchs(int* architectures);

    [LibraryImport(NativeLibraries.Nvrtc, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int nvrtcCreateProgram(nint* program, string source, string name, int headerCount, byte** headers, byte** includeNames);

    [LibraryImport(NativeLibraries.Nvrtc)]
    public static partial int nvrtcCompileProgram(NvrtcProgram program, int optionCount, byte** options);

    [LibraryImport(NativeLibraries.Nvrtc)]
    public static partial int nvrtcGetProgramLogSize(NvrtcProgram program, nuint* size);

    [LibraryImport(NativeLibraries.Nvrtc)]
    public static partial int nvrtcGetProgramLog(NvrtcProgram program, byte* log);

    [LibraryImport(NativeLibraries.Nvrtc)]
    public static partial int nvrtcGetCUBINSize(NvrtcProgram program, nuint* size);

    [LibraryImport(NativeLibraries.Nvrtc)]
    public static partial int nvrtcGetCUBIN(NvrtcProgram program, byte* image);

    [LibraryImport(NativeLibraries.Nvrtc)]
    public static partial int nvrtcGetPTXSize(NvrtcProgram program, nuint* size);

    [LibraryImport(NativeLibraries.Nvrtc)]
    public static partial int nvrtcGetPTX(NvrtcProgram program, byte* image);

    [LibraryImport(NativeLibraries.Nvrtc)]
    public static partial int nvrtcDestroyProgram(nint* program);
}
