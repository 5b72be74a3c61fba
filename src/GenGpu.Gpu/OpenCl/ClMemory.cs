using System.Runtime.InteropServices;

namespace GenGpu.Gpu.OpenCl;

/// <summary>A buffer.</summary>
internal sealed class ClMemory() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => ClApi.clReleaseMemObject(handle) == 0;
}
