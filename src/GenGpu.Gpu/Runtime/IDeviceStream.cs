namespace GenGpu.Gpu.Runtime;

/// <summary>A queue of a device: what is put into it happens in order; what is in different streams may happen side by side.</summary>
internal interface IDeviceStream : IDisposable
{
    /// <summary>Copies to the device. The source may change as soon as the method returns.</summary>
    /// <param name="destination">The buffer.</param>
    /// <param name="offset">First byte in the buffer.</param>
    /// <param name="source">The bytes.</param>
    void Write(DeviceBuffer destination, long offset, ReadOnlySpan<byte> source);

    /// <summary>Waits for what is in the stream, then copies from the device.</summary>
    /// <param name="source">The buffer.</param>
    /// <param name="offset">First byte in the buffer.</param>
    /// <param name="destination">Overwritten.</param>
    void Read(DeviceBuffer source, long offset, Span<byte> destination);

    /// <summary>Sets bytes to zero; offset and count are multiples of 4.</summary>
    /// <param name="destination">The buffer.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="count">Number of bytes.</param>
    void Clear(DeviceBuffer destination, long offset, long count);

    /// <summary>Starts a kernel.</summary>
    /// <param name="kernel">A kernel of the same device.</param>
    /// <param name="grid">Number of groups.</param>
    /// <param name="arguments">Its arguments in order, without the on-chip memory.</param>
    /// <returns>Its end; to be waited for or disposed.</returns>
    IDeviceEvent Launch(IDeviceKernel kernel, Grid grid, ReadOnlySpan<KernelArgument> arguments);

    /// <summary>Starts a kernel whose end nobody waits for: what comes later in the stream does.</summary>
    /// <param name="kernel">A kernel of the same device.</param>
    /// <param name="grid">Number of groups.</param>
    /// <param name="arguments">Its arguments in order, without the on-chip memory.</param>
    void Enqueue(IDeviceKernel kernel, Grid grid, ReadOnlySpan<KernelArgument> arguments);

    /// <summary>Waits until all that is in the stream has happened.</summary>
    void Wait();
}
