namespace GenGpu.Gpu.Cuda;

/// <summary>A loaded module.</summary>
internal sealed class CuModule(CuContext context, nint value) : CuHandle(context, value)
{
    /// <inheritdoc/>
    protected override int Free(nint value) => CuApi.cuModuleUnload(value);
}
