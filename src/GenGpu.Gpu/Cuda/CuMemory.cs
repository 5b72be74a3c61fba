namespace GenGpu.Gpu.Cuda;

/// <summary>Device memory.</summary>
internal sealed class CuMemory(CuContext context, nint value) : CuHandle(context, value)
{
    /// <inheritdoc/>
    protected override int Free(nint value) => CuApi.cuMemFree_v2(value);
}
