using System.Runtime.InteropServices;

namespace GenGpu.Gpu.Cuda;

/// <summary>Something that lives in a context, and keeps it alive.</summary>
internal abstract class CuHandle : SafeHandle
{
    private readonly CuContext context;

    /// <summary>Takes a handle over.</summary>
    /// <param name="context">Its context.</param>
    /// <param name="value">The handle.</param>
    protected CuHandle(CuContext context, nint value)
        : base(0, ownsHandle: true)
    {
        this.context = context;
        bool added = false;
        context.DangerousAddRef(ref added);
        SetHandle(value);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Gives the handle back to the driver.</summary>
    /// <param name="value">The handle.</param>
    protected abstract int Free(nint value);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        context.EnterUnchecked();
        int code = Free(handle);
        context.DangerousRelease();
        return code == CuCode.Success;
    }
}
