using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.OpenCl;

/// <summary>The end of a kernel call, with the times that the device took of it.</summary>
internal sealed unsafe class ClEvent(ClEventHandle handle, string where) : IDeviceEvent
{
    private const uint ExecutionStatus = 0x11D3;
    private const uint CommandStart = 0x1282;
    private const uint CommandEnd = 0x1283;

    /// <inheritdoc/>
    public double Wait()
    {
        nint raw = handle.DangerousGetHandle();
        int code = ClApi.clWaitForEvents(1, &raw);
        int status;
        // The command's own error says more than "an event has failed".
        if (code != ClCode.Success && ClApi.clGetEventInfo(handle, ExecutionStatus, sizeof(int), &status, null) == ClCode.Success && status < 0)
            code = status;
        ClCode.Check(code, nameof(ClApi.clWaitForEvents), where);
        return (Time(CommandEnd) - Time(CommandStart)) * 1e-9;
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private double Time(uint name)
    {
        ulong value;
        ClCode.Check(ClApi.clGetEventProfilingInfo(handle, name, sizeof(ulong), &value, null), nameof(ClApi.clGetEventProfilingInfo), where);
        return value;
    }
}
