namespace GenGpu.Gpu.Cuda;

/// <summary>A stream.</summary>
internal sealed class CuStreamHandle(CuContext context, nint value) : CuHandle(context, value)
{
    /// <inheritdoc/>
    protected override int Free(nint value) => CuApi.cuStreamDestroy_v2(value);
}
