using System.Runtime.InteropServices;

namespace GenGpu.Gpu.OpenCl;

/// <summary>A program, built or not.</summary>
internal sealed class ClProgram() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => ClApi.clReleaseProgram(handle) == 0;
}
