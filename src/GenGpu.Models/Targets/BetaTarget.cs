using GenGpu.Core.Programs;

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

    /// <inheritdoc/>
    /// <remarks>The second smallest of six uniforms follows Beta(2, 5). Three pairs are ordered side by side, then merged.</remarks>
    public override Value Sample(ProgramBuilder g, string site)
    {
        ArgumentNullException.ThrowIfNull(g);
        Value uniforms = g.Uniform(6, $"{site}.uniform");
        Value left = g.SliceRows(uniforms, 0, 3);
        Value right = g.SliceRows(uniforms, 3, 3);
        Value smaller = g.Minimum(left, right);
        Value larger = g.Maximum(left, right);
        Value smallest = g.SliceRows(smaller, 0, 1);
        Value second = g.SliceRows(larger, 0, 1);
        for (int pair = 1; pair < 3; pair++)
        {
            Value other = g.SliceRows(smaller, pair, 1);
            second = g.Minimum(g.Maximum(smallest, other), g.Minimum(second, g.SliceRows(larger, pair, 1)));
            smallest = g.Minimum(smallest, other);
        }
        return g.MultiplyAdd(second, g.Constant((float)Scale), g.Constant((float)(-0.5 * Scale)));
    }
}
