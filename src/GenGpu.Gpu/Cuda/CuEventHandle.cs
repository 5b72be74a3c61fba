namespace GenGpu.Gpu.Cuda;

/// <summary>A point in a stream.</summary>
internal sealed class CuEventHandle(CuContext context, nint value) : CuHandle(context, value)
{
    /// <inheritdoc/>
    protected override int Free(nint value) => CuApi.cuEventDestroy_v2(value);
}
