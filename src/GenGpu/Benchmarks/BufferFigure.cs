namespace GenGpu.Benchmarks;

/// <summary>What one kernel over whole buffers takes, the median of several rounds.</summary>
/// <param name="Name">sort, histogram, w1 or neighbours.</param>
/// <param name="Count">Values or points.</param>
/// <param name="Milliseconds">As a caller sees it: with copies to a device and back, and with what the host adds.</param>
/// <param name="KernelMilliseconds">Kernels alone, on data that lies on the device; null where nothing is copied.</param>
/// <param name="Bytes">Bytes that must be moved at least: every operand read once, every result written once.</param>
public sealed record BufferFigure(string Name, int Count, double Milliseconds, double? KernelMilliseconds, double Bytes)
{
    /// <summary>10^9 bytes per second, of kernels alone where these are timed; at most the bandwidth of memory.</summary>
    public double GigabytesPerSecond => Bytes / (KernelMilliseconds ?? Milliseconds) / 1e6;
}
