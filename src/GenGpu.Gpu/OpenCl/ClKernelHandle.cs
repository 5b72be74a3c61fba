using System.Runtime.InteropServices;

namespace GenGpu.Gpu.OpenCl;

/// <summary>A kernel of a program.</summary>
internal sealed class ClKernelHandle() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => ClApi.clReleaseKernel(handle) == 0;
}
