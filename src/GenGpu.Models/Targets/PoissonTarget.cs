using GenGpu.Core.Programs;

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
    /// <remarks>Inversion of the distribution function by its table; counts above 23 have probability 2e-11, below the resolution of a uniform number.</remarks>
    public override Value Sample(ProgramBuilder g, string site)
    {
        ArgumentNullException.ThrowIfNull(g);
        float[] weights = [.. _law.Probabilities[..24].ToArray().Select(probability => (float)probability)];
        Value table = g.Buffer(TargetBuffers.Get(g.Model, $"target.{Name}.probabilities", weights.Length, 1, weights));
        return g.Add(g.Categorical(table, $"{site}.count"), (float)_law.Support.Lower);
    }

    /// <inheritdoc/>
    protected override double? ComputeEntropy()
    {
        double sum = 0;
        foreach (double probability in _law.Probabilities)
            sum -= probability > 0 ? probability * Math.Log(probability) : 0;
        return sum;
    }
}
