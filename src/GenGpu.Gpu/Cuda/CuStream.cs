using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Cuda;

/// <summary>A stream of a CUDA device.</summary>
internal sealed unsafe class CuStream(CuContext context, CuStreamHandle stream, string where) : IDeviceStream
{
    // Waiting threads sleep: the cores belong to those who compute metrics meanwhile.
    private const uint BlockingSync = 1;

    /// <inheritdoc/>
    public void Write(DeviceBuffer destination, long offset, ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
            return;
        context.Enter(where);
        fixed (byte* pointer = source)
        {
            Check(CuApi.cuMemcpyHtoDAsync_v2(Address(destination) + (nint)offset, pointer, (nuint)source.Length, stream), nameof(CuApi.cuMemcpyHtoDAsync_v2));
            // Until here the driver may still read from it: the memory is not the driver's, and may move.
            Check(CuApi.cuStreamSynchronize(stream), nameof(CuApi.cuStreamSynchronize));
        }
    }

    /// <inheritdoc/>
    public void Read(DeviceBuffer source, long offset, Span<byte> destination)
    {
        if (destination.IsEmpty)
            return;
        context.Enter(where);
        fixed (byte* pointer = destination)
        {
            Check(CuApi.cuMemcpyDtoHAsync_v2(pointer, Address(source) + (nint)offset, (nuint)destination.Length, stream), nameof(CuApi.cuMemcpyDtoHAsync_v2));
            Check(CuApi.cuStreamSynchronize(stream), nameof(CuApi.cuStreamSynchronize));
        }
    }

    /// <inheritdoc/>
    public void Clear(DeviceBuffer destination, long offset, long count)
    {
        if (count == 0)
            return;
        context.Enter(where);
        Check(CuApi.cuMemsetD32Async(Address(destination) + (nint)offset, 0, (nuint)(count / sizeof(uint)), stream), nameof(CuApi.cuMemsetD32Async));
    }

    /// <inheritdoc/>
    public IDeviceEvent Launch(IDeviceKernel kernel, Grid grid, ReadOnlySpan<KernelArgument> arguments)
    {
        context.Enter(where);
        CuEventHandle start = CreateEvent(), end = CreateEvent();
        Check(CuApi.cuEventRecord(start, stream), nameof(CuApi.cuEventRecord));
        Enqueue(kernel, grid, arguments);
        Check(CuApi.cuEventRecord(end, stream), nameof(CuApi.cuEventRecord));
        return new CuEvent(context, start, end, where);
    }

    /// <inheritdoc/>
    public void Enqueue(IDeviceKernel kernel, Grid grid, ReadOnlySpan<KernelArgument> arguments)
    {
        context.Enter(where);
        var own = (CuKernel)kernel;
        ulong* values = stackalloc ulong[arguments.Length];
        void** pointers = stackalloc void*[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            // Little-endian, as every machine with such a device: the low half is a number of 32 bits.
            values[i] = arguments[i].Buffer is { } buffer ? (ulong)Address(buffer) : arguments[i].Scalar;
            pointers[i] = values + i;
        }

        Check(CuApi.cuLaunchKernel(own.Function, (uint)grid.X, (uint)grid.Y, 1, (uint)own.Source.Lanes, 1, 1, (uint)own.Source.SharedBytes, stream, pointers, null), nameof(CuApi.cuLaunchKernel));
    }

    /// <inheritdoc/>
    public void Wait()
    {
        context.Enter(where);
        Check(CuApi.cuStreamSynchronize(stream), nameof(CuApi.cuStreamSynchronize));
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static nint Address(DeviceBuffer buffer) => ((CuBuffer)buffer).Address;

    private CuEventHandle CreateEvent()
    {
        nint handle;
        Check(CuApi.cuEventCreate(&handle, BlockingSync), nameof(CuApi.cuEventCreate));
        return new CuEventHandle(context, handle);
    }

    private void Check(int code, string call) => CuCode.Check(code, call, where);
}
