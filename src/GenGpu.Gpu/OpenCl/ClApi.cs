using System.Runtime.InteropServices;
using GenGpu.Gpu.Native;

namespace GenGpu.Gpu.OpenCl;

/// <summary>The functions of OpenCL 1.2 that are used, as the ICD loader exports them. Return codes are checked by <see cref="ClCode"/>.</summary>
internal static unsafe partial class ClApi
{
    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clGetPlatformIDs(uint capacity, nint* platforms, uint* count);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clGetPlatformInfo(nint platform, uint name, nuint capacity, void* value, nuint* size);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clGetDeviceIDs(nint platform, ulong type, uint capacity, nint* devices, uint* count);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clGetDeviceInfo(nint device, uint name, nuint capacity, void* value, nuint* size);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial ClContext clCreateContext(nint* properties, uint deviceCount, nint* devices, nint notify, nint userData, int* code);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clReleaseContext(nint context);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial ClQueue clCreateCommandQueue(ClContext context, nint device, ulong properties, int* code);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clReleaseCommandQueue(nint queue);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial ClProgram clCreateProgramWithSource(ClContext context, uint count, byte** texts, nuint* lengths, int* code);

    [LibraryImport(NativeLibraries.OpenCl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int clBuildProgram(ClProgram program, uint deviceCount, nint* devices, string options, nint notify, nint userData);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clGetProgramBuildInfo(ClProgram program, nint device, uint name, nuint capacity, void* value, nuint* size);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clReleaseProgram(nint program);

    [LibraryImport(NativeLibraries.OpenCl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial ClKernelHandle clCreateKernel(ClProgram program, string name, int* code);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clReleaseKernel(nint kernel);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clGetKernelWorkGroupInfo(ClKernelHandle kernel, nint device, uint name, nuint capacity, void* value, nuint* size);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clSetKernelArg(ClKernelHandle kernel, uint index, nuint size, void* value);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial ClMemory clCreateBuffer(ClContext context, ulong flags, nuint size, void* host, int* code);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clReleaseMemObject(nint memory);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clEnqueueReadBuffer(ClQueue queue, ClMemory buffer, uint blocking, nuint offset, nuint size, void* destination, uint waitCount, nint* waitList, nint* done);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clEnqueueWriteBuffer(ClQueue queue, ClMemory buffer, uint blocking, nuint offset, nuint size, void* source, uint waitCount, nint* waitList, nint* done);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clEnqueueFillBuffer(ClQueue queue, ClMemory buffer, void* pattern, nuint patternSize, nuint offset, nuint size, uint waitCount, nint* waitList, nint* done);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clEnqueueNDRangeKernel(
        ClQueue queue, ClKernelHandle kernel, uint dimensions, nuint* offset, nuint* globalSize, nuint* localSize, uint waitCount, nint* waitList, nint* done);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clFlush(ClQueue queue);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clFinish(ClQueue queue);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clWaitForEvents(uint count, nint* events);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clGetEventInfo(ClEventHandle handle, uint name, nuint capacity, void* value, nuint* size);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clGetEventProfilingInfo(ClEventHandle handle, uint name, nuint capacity, void* value, nuint* size);

    [LibraryImport(NativeLibraries.OpenCl)]
    public static partial int clReleaseEvent(nint handle);
}
