using System.Runtime.InteropServices;

namespace GenGpu.Gpu.OpenCl;

/// <summary>A context of one device.</summary>
internal sealed class ClContext() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => ClApi.clReleaseContext(handle) == 0;
}
