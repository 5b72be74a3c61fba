using System.Runtime.InteropServices;

namespace GenGpu.Gpu.Cuda;

/// <summary>The primary context of a device, shared with what else in the process uses the device.</summary>
internal sealed unsafe class CuContext : SafeHandle
{
    private readonly int device;

    /// <summary>Retains the context.</summary>
    /// <param name="device">The device.</param>
    /// <param name="where">The device, for messages.</param>
    public CuContext(int device, string where)
        : base(0, ownsHandle: true)
    {
        this.device = device;
        nint context;
        CuCode.Check(CuApi.cuDevicePrimaryCtxRetain(&context, device), nameof(CuApi.cuDevicePrimaryCtxRetain), where);
        SetHandle(context);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Makes it the context of this thread; the driver's calls act on that one.</summary>
    /// <param name="where">The device, for messages.</param>
    public void Enter(string where) => CuCode.Check(CuApi.cuCtxSetCurrent(handle), nameof(CuApi.cuCtxSetCurrent), where);

    /// <summary>The same without a check, for handles that are being released.</summary>
    public void EnterUnchecked() => _ = CuApi.cuCtxSetCurrent(handle);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => CuApi.cuDevicePrimaryCtxRelease_v2(device) == 0;
}
