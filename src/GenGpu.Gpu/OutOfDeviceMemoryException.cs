namespace GenGpu.Gpu;

/// <summary>The device has too little free memory for an allocation. The runtime splits the work where it can; what reaches the user could not be split.</summary>
/// <param name="call">The function that failed.</param>
/// <param name="code">Name of the return code.</param>
/// <param name="where">The device.</param>
/// <param name="bytes">What was asked for.</param>
public sealed class OutOfDeviceMemoryException(string call, string code, string where, long bytes)
    : GpuException(call, code, where, FormattableString.Invariant($"{bytes / 1048576.0:0.#} MiB were asked for. Train fewer models at a time, or close what else uses the device's memory."))
{
    /// <summary>What was asked for.</summary>
    public long Bytes { get; } = bytes;
}
