namespace GenGpu.Models.Targets;

/// <summary>The target x = k - 4, k ~ Poisson(4): integers, meant for the binned mode.</summary>
public sealed class PoissonTarget() : Target("1d-poisson", 1, "integers: Poisson(4) counts, centred; meant for the binned mode", "x = k - 4, k ~ Poisson(4)")
{
    private readonly ShiftedPoissonLaw _law = new(4, -4);

    /// <inheritdoc/>
    public override bool IsDiscrete => true;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Mean => [_law.Mean];

    /// <inheritdoc/>
    public override IReadOnlyList<double> Covariance => [_law.Variance];

    /// <inheritdoc/>
    public override UnivariateLaw Marginal(int axis) => _law;

    /// <inheritdoc/>
    public override double LogDensity(ReadOnlySpan<double> point) => _law.LogDensity(point[0]);

    /// <inheritdoc/>
    protected override double? ComputeEntropy()
    {
        double sum = 0;
        foreach (double probability in _law.Probabilities)
            sum -= probability > 0 ? probability * Math.Log(probability) : 0;
        return sum;
    }
}
