using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.OpenCl;

/// <summary>An in-order command queue.</summary>
internal sealed unsafe class ClStream(ClQueue queue, string where) : IDeviceStream
{
    /// <inheritdoc/>
    public void Write(DeviceBuffer destination, long offset, ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
            return;
        fixed (byte* pointer = source)
            Check(ClApi.clEnqueueWriteBuffer(queue, Memory(destination), 1, (nuint)offset, (nuint)source.Length, pointer, 0, null, null), nameof(ClApi.clEnqueueWriteBuffer));
    }

    /// <inheritdoc/>
    public void Read(DeviceBuffer source, long offset, Span<byte> destination)
    {
        if (destination.IsEmpty)
            return;
        fixed (byte* pointer = destination)
            Check(ClApi.clEnqueueReadBuffer(queue, Memory(source), 1, (nuint)offset, (nuint)destination.Length, pointer, 0, null, null), nameof(ClApi.clEnqueueReadBuffer));
    }

    /// <inheritdoc/>
    public void Clear(DeviceBuffer destination, long offset, long count)
    {
        if (count == 0)
            return;
        uint zero = 0;
        Check(ClApi.clEnqueueFillBuffer(queue, Memory(destination), &zero, sizeof(uint), (nuint)offset, (nuint)count, 0, null, null), nameof(ClApi.clEnqueueFillBuffer));
    }

    /// <inheritdoc/>
    public IDeviceEvent Launch(IDeviceKernel kernel, Grid grid, ReadOnlySpan<KernelArgument> arguments)
    {
        nint done;
        Enqueue(kernel, grid, arguments, &done);
        var end = new ClEvent(new ClEventHandle(done), where);
        Check(ClApi.clFlush(queue), nameof(ClApi.clFlush));
        return end;
    }

    /// <inheritdoc/>
    public void Enqueue(IDeviceKernel kernel, Grid grid, ReadOnlySpan<KernelArgument> arguments) => Enqueue(kernel, grid, arguments, null);

    /// <inheritdoc/>
    public void Wait() => Check(ClApi.clFinish(queue), nameof(ClApi.clFinish));

    /// <inheritdoc/>
    public void Dispose() => queue.Dispose();

    private static ClMemory Memory(DeviceBuffer buffer) => ((ClBuffer)buffer).Memory;

    private void Enqueue(IDeviceKernel kernel, Grid grid, ReadOnlySpan<KernelArgument> arguments, nint* done)
    {
        var own = (ClKernel)kernel;
        for (int i = 0; i < arguments.Length; i++)
            SetArgument(own, i, arguments[i]);

        // On-chip memory comes as the last argument; an automatic array crashes some drivers.
        Check(ClApi.clSetKernelArg(own.Handle, (uint)arguments.Length, (nuint)Math.Max(4, own.Source.SharedBytes), null), nameof(ClApi.clSetKernelArg));
        nuint* lanes = stackalloc nuint[] { (nuint)own.Source.Lanes, 1 };
        nuint* size = stackalloc nuint[] { (nuint)grid.X * lanes[0], (nuint)grid.Y };
        Check(ClApi.clEnqueueNDRangeKernel(queue, own.Handle, grid.Y == 1 ? 1u : 2u, null, size, lanes, 0, null, done), nameof(ClApi.clEnqueueNDRangeKernel));
    }

    private void SetArgument(ClKernel kernel, int index, KernelArgument argument)
    {
        if (argument.Buffer is not { } buffer)
        {
            // Little-endian, as every host of such devices: a number of 32 bits is the low half.
            ulong scalar = argument.Scalar;
            Check(ClApi.clSetKernelArg(kernel.Handle, (uint)index, (nuint)argument.ScalarBytes, &scalar), nameof(ClApi.clSetKernelArg));
            return;
        }

        ClMemory memory = Memory(buffer);
        ObjectDisposedException.ThrowIf(memory.IsClosed, memory);
        nint raw = memory.DangerousGetHandle();
        Check(ClApi.clSetKernelArg(kernel.Handle, (uint)index, (nuint)sizeof(nint), &raw), nameof(ClApi.clSetKernelArg));
    }

    private void Check(int code, string call) => ClCode.Check(code, call, where);
}
