namespace GenGpu.Benchmarks;

/// <summary>What one op takes.</summary>
/// <param name="Name">Name of the case.</param>
/// <param name="Nanoseconds">Time per application, all models and threads together: wall time divided by applications, the copy that keeps the result alive taken off. Null where the difference was too small to tell.</param>
/// <param name="Flops">Floating-point operations of one application.</param>
/// <param name="Bytes">Bytes of operands and results of one application.</param>
public sealed record OpFigure(string Name, double? Nanoseconds, double Flops, double Bytes)
{
    /// <summary>10^9 operations per second.</summary>
    public double? GigaflopsPerSecond => Flops / Nanoseconds;

    /// <summary>10^9 bytes per second. Above the bandwidth of memory where operands stay on the chip.</summary>
    public double? GigabytesPerSecond => Bytes / Nanoseconds;
}
