using System.Runtime.InteropServices;

namespace GenGpu.Gpu.OpenCl;

/// <summary>A command queue.</summary>
internal sealed class ClQueue() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => ClApi.clReleaseCommandQueue(handle) == 0;
}
