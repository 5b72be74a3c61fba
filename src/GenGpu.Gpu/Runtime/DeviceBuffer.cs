namespace GenGpu.Gpu.Runtime;

/// <summary>Memory of a device.</summary>
/// <param name="bytes">Its size.</param>
internal abstract class DeviceBuffer(long bytes) : IDisposable
{
    /// <summary>Its size in bytes.</summary>
    public long Bytes { get; } = bytes;

    /// <inheritdoc/>
    public abstract void Dispose();
}
