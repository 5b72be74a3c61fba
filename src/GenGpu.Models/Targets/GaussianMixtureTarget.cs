using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Targets;

/// <summary>A Gaussian mixture in any number of dimensions as a target; its densities, laws, moments and bin masses are exact.</summary>
public class GaussianMixtureTarget : Target
{
    private const double DefaultRange = 3.5;
    private const double LargestOutsideMass = 0.05;

    /// <summary>Creates the target.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mixture">The mixture.</param>
    /// <param name="description">One line for lists; made from the mixture when null.</param>
    /// <param name="formula">The definition; made from the mixture when null.</param>
    public GaussianMixtureTarget(string name, GaussianMixture mixture, string? description = null, string? formula = null)
        : base(
            name,
            (mixture ?? throw new ArgumentNullException(nameof(mixture))).Dimensions,
            description ?? $"mixture of {mixture.Components.Count} Gaussians in {mixture.Dimensions} dimension{(mixture.Dimensions == 1 ? "" : "s")}",
            formula ?? "p(x) = sum_k w_k N(x; m_k, C_k)")
    {
        Mixture = mixture;
        SmallestScale = mixture.Components.Min(SmallestDeviation);
        Range = ChooseRange(mixture);
    }

    /// <summary>The mixture.</summary>
    public GaussianMixture Mixture { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Mean => Mixture.Mean;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Covariance => Mixture.Covariance;

    /// <inheritdoc/>
    public override IReadOnlyList<GaussianComponent> Modes => Mixture.Components;

    /// <inheritdoc/>
    public override GaussianMixture AsMixture => Mixture;

    /// <inheritdoc/>
    public override double SmallestScale { get; }

    /// <inheritdoc/>
    /// <remarks>[-3.5, 3.5] as in the protocol when at most 5 % of the mass of every axis lies outside; otherwise every mean with four standard deviations on either side.</remarks>
    public override (double Lower, double Upper) Range { get; }

    /// <inheritdoc/>
    public override double LogDensity(ReadOnlySpan<double> point) => Mixture.LogDensity(point);

    /// <inheritdoc/>
    public override UnivariateLaw Marginal(int axis)
    {
        double[] direction = new double[Dimensions];
        direction[axis] = 1;
        return Mixture.Projection(direction);
    }

    /// <inheritdoc/>
    public override UnivariateLaw Projection(ReadOnlySpan<double> direction) => Mixture.Projection(direction);

    /// <inheritdoc/>
    /// <remarks>x = mean_k + L_k z with k drawn by the weights and z standard normal.</remarks>
    public override Value Sample(ProgramBuilder g, string site) => MixtureSampler.Emit(g, site, Name, Mixture);

    /// <inheritdoc/>
    protected override double[]? ComputeBinMasses(HistogramGrid grid)
    {
        if (Dimensions != 2)
            return base.ComputeBinMasses(grid);
        double[] masses = new double[grid.CellCount + 1];
        foreach (GaussianComponent component in Mixture.Components)
            GaussianBinMasses.Add(component, grid, masses.AsSpan(0, grid.CellCount));
        double inside = 0;
        foreach (double mass in masses)
            inside += mass;
        masses[^1] = Math.Max(0, 1 - inside);
        return masses;
    }

    // The smallest pivot of the Cholesky factor bounds the shortest axis of the ellipsoid well enough to place nodes.
    private static double SmallestDeviation(GaussianComponent component)
    {
        double smallest = double.PositiveInfinity;
        for (int axis = 0; axis < component.Dimensions; axis++)
            smallest = Math.Min(smallest, component.Cholesky[axis * component.Dimensions + axis]);
        return smallest;
    }

    private static (double Lower, double Upper) ChooseRange(GaussianMixture mixture)
    {
        double lower = double.PositiveInfinity;
        double upper = double.NegativeInfinity;
        double outside = 0;
        double[] direction = new double[mixture.Dimensions];
        for (int axis = 0; axis < mixture.Dimensions; axis++)
        {
            Array.Clear(direction);
            direction[axis] = 1;
            outside = Math.Max(outside, 1 - mixture.Projection(direction).Mass(-DefaultRange, DefaultRange));
            foreach (GaussianComponent component in mixture.Components)
            {
                double reach = 4 * Math.Sqrt(component.Covariance[axis * mixture.Dimensions + axis]);
                lower = Math.Min(lower, component.Mean[axis] - reach);
                upper = Math.Max(upper, component.Mean[axis] + reach);
            }
        }
        return outside <= LargestOutsideMass ? (-DefaultRange, DefaultRange) : (lower, upper);
    }
}
