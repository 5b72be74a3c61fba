namespace GenGpu.Core.Programs;

/// <summary>What one execution costs, in floating-point operations (a fused multiply-add counts 2) and bytes moved if nothing stays in a cache.</summary>
/// <param name="Flops">Floating-point operations.</param>
/// <param name="BytesRead">Bytes read.</param>
/// <param name="BytesWritten">Bytes written.</param>
public readonly record struct Cost(double Flops, double BytesRead, double BytesWritten)
{
    /// <summary>Nothing.</summary>
    public static Cost Zero => default;

    /// <summary>The sum.</summary>
    /// <param name="left">One cost.</param>
    /// <param name="right">Another.</param>
    public static Cost operator +(Cost left, Cost right) =>
        new(left.Flops + right.Flops, left.BytesRead + right.BytesRead, left.BytesWritten + right.BytesWritten);

    /// <summary>The cost of <paramref name="times"/> executions.</summary>
    /// <param name="cost">Cost of one.</param>
    /// <param name="times">How many.</param>
    public static Cost operator *(Cost cost, double times) => new(cost.Flops * times, cost.BytesRead * times, cost.BytesWritten * times);
}
