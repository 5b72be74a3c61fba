using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.OpenCl;

/// <summary>Memory of an OpenCL device.</summary>
internal sealed class ClBuffer(ClMemory memory, long bytes) : DeviceBuffer(bytes)
{
    /// <summary>The handle.</summary>
    public ClMemory Memory => memory;

    /// <inheritdoc/>
    public override void Dispose() => memory.Dispose();
}
