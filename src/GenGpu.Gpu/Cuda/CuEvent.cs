using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Cuda;

/// <summary>A kernel call between two points of its stream.</summary>
internal sealed unsafe class CuEvent(CuContext context, CuEventHandle start, CuEventHandle end, string where) : IDeviceEvent
{
    /// <inheritdoc/>
    public double Wait()
    {
        context.Enter(where);
        float milliseconds;
        CuCode.Check(CuApi.cuEventSynchronize(end), nameof(CuApi.cuEventSynchronize), where);
        CuCode.Check(CuApi.cuEventElapsedTime(&milliseconds, start, end), nameof(CuApi.cuEventElapsedTime), where);
        return milliseconds * 1e-3;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        start.Dispose();
        end.Dispose();
    }
}
