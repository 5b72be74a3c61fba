using System.Runtime.InteropServices;

namespace GenGpu.Gpu.OpenCl;

/// <summary>The end of a command.</summary>
internal sealed class ClEventHandle : SafeHandle
{
    /// <summary>Takes an event that a command has returned.</summary>
    /// <param name="value">The event.</param>
    public ClEventHandle(nint value)
        : base(0, ownsHandle: true) => SetHandle(value);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => ClApi.clReleaseEvent(handle) == 0;
}
