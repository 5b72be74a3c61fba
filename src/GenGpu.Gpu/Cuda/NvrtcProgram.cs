using System.Runtime.InteropServices;

namespace GenGpu.Gpu.Cuda;

/// <summary>A program of NVRTC.</summary>
internal sealed unsafe class NvrtcProgram : SafeHandle
{
    /// <summary>Takes a program over.</summary>
    /// <param name="value">What nvrtcCreateProgram gave.</param>
    public NvrtcProgram(nint value)
        : base(0, ownsHandle: true) => SetHandle(value);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        nint value = handle;
        return NvrtcApi.nvrtcDestroyProgram(&value) == 0;
    }
}
