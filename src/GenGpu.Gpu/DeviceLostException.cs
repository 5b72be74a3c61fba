namespace GenGpu.Gpu;

/// <summary>The device does not answer any more: unplugged, reset, or stopped by a fault. What it held is lost; what was checkpointed is not.</summary>
/// <param name="call">The function that failed.</param>
/// <param name="code">Name of the return code.</param>
/// <param name="where">The device.</param>
public sealed class DeviceLostException(string call, string code, string where)
    : GpuException(call, code, where, "The device is lost, and with it what was not checkpointed. Continue from the last checkpoint with --resume; add --accelerator cpu, or another device, if it stays away.", 5);
