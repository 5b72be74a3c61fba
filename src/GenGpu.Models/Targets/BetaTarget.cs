namespace GenGpu.Models.Targets;

/// <summary>The target x = 5 (y - 1/2), y ~ Beta(2, 5), on [-2.5, 2.5].</summary>
public sealed class BetaTarget() : Target("1d-beta", 1, "skewed and bounded: a Beta(2, 5) stretched over [-2.5, 2.5]", "x = 5 (y - 1/2), y ~ Beta(2, 5)")
{
    private const double Scale = 5;
    private readonly ScaledBetaLaw _law = new(2, 5, Scale);

    /// <inheritdoc/>
    public override IReadOnlyList<double> Mean => [_law.Mean];

    /// <inheritdoc/>
    public override IReadOnlyList<double> Covariance => [_law.Variance];

    /// <inheritdoc/>
    public override UnivariateLaw Marginal(int axis) => _law;

    /// <inheritdoc/>
    public override double LogDensity(ReadOnlySpan<double> point) => _law.LogDensity(point[0]);
}
