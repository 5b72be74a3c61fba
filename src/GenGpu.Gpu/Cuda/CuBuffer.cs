using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Cuda;

/// <summary>Memory of a CUDA device.</summary>
internal sealed class CuBuffer(CuMemory memory, long bytes) : DeviceBuffer(bytes)
{
    /// <summary>Its address on the device.</summary>
    public nint Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(memory.IsClosed, this);
            return memory.DangerousGetHandle();
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => memory.Dispose();
}
