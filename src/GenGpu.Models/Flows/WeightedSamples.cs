namespace GenGpu.Models.Flows;

/// <summary>
/// Layout of what a flow's sample program streams on an energy: rows x [dimensions], log q(x), beta U(x), and, where the target can be sampled, log q and beta U of
/// as many samples of the target.
/// </summary>
/// <param name="Dimensions">Number of coordinates.</param>
/// <param name="HasTarget">Whether samples of the target are there.</param>
public sealed record WeightedSamples(int Dimensions, bool HasTarget)
{
    /// <summary>Name of the output.</summary>
    public const string OutputName = "weighted";

    /// <summary>Rows of the stream.</summary>
    public int Rows => Dimensions + (HasTarget ? 4 : 2);

    /// <summary>Row of log q(x).</summary>
    public int LogDensity => Dimensions;

    /// <summary>Row of beta U(x).</summary>
    public int ReducedEnergy => Dimensions + 1;

    /// <summary>Row of log q of the target's samples.</summary>
    public int TargetLogDensity => Dimensions + 2;

    /// <summary>Row of beta U of the target's samples.</summary>
    public int TargetReducedEnergy => Dimensions + 3;
}
