using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Conditions;
using GenGpu.Models.Metrics;

namespace GenGpu.Models.Targets;

/// <summary>
/// What a model learns: a probability law with everything that is known exactly about it. Members return null where nothing
/// exact is known (data files), and metrics then fall back on held-out samples.
/// </summary>
public abstract class Target
{
    private readonly Lazy<double?> _entropy;

    /// <summary>Creates the target.</summary>
    /// <param name="name">Its name on the command line and in results.</param>
    /// <param name="dimensions">Number of coordinates, at least 1.</param>
    /// <param name="description">One line for lists.</param>
    /// <param name="formula">Its definition as a formula.</param>
    protected Target(string name, int dimensions, string description, string formula)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        Name = name;
        Dimensions = dimensions;
        Description = description;
        Formula = formula;
        _entropy = new Lazy<double?>(ComputeEntropy);
    }

    /// <summary>The name on the command line and in results.</summary>
    public string Name { get; }

    /// <summary>Number of coordinates of a point.</summary>
    public int Dimensions { get; }

    /// <summary>One line for lists.</summary>
    public string Description { get; }

    /// <summary>The definition as a formula.</summary>
    public string Formula { get; }

    /// <summary>What models of this target are conditioned on, or null.</summary>
    public virtual ConditionSet? Conditions => null;

    /// <summary>The law that models are judged by: of what their sample programs stream. That is this target, or with conditions that of pairs of x and conditions.</summary>
    public virtual Target Joint => this;

    /// <summary>True when the law sits on isolated points: it then has a mass function, and a density learned by a model is not comparable with it.</summary>
    public virtual bool IsDiscrete => false;

    /// <summary>True when <see cref="LogDensity"/> is known.</summary>
    public virtual bool HasDensity => true;

    /// <summary>The mean per axis, exact or of the training data.</summary>
    public abstract IReadOnlyList<double> Mean { get; }

    /// <summary>The covariance, [dimensions, dimensions] row by row, exact or of the training data.</summary>
    public abstract IReadOnlyList<double> Covariance { get; }

    /// <summary>The modes for mode coverage, empty when the target has no such notion.</summary>
    public virtual IReadOnlyList<GaussianComponent> Modes => [];

    /// <summary>The law as a mixture of Gaussians, where it is one: all its noisy versions are known then.</summary>
    public virtual GaussianMixture? AsMixture => null;

    /// <summary>The map between the user's units and those of samples; the identity for targets given by a formula.</summary>
    public virtual Standardisation Standardisation => Standardisation.Identity(Dimensions);

    /// <summary>The interval, the same on every axis, that histograms and categories cover.</summary>
    public virtual (double Lower, double Upper) Range => (-3.5, 3.5);

    /// <summary>The differential entropy -E[log p] in nats (of the mass function for a discrete law), by quadrature in one and two dimensions; null where it is not known.</summary>
    public double? Entropy => _entropy.Value;

    /// <summary>log p(x), or the logarithm of the mass function of a discrete law.</summary>
    /// <param name="point">x, [dimensions].</param>
    /// <returns>A natural logarithm, minus infinity outside the support.</returns>
    /// <exception cref="NotSupportedException">The density is not known (<see cref="HasDensity"/> is false).</exception>
    public abstract double LogDensity(ReadOnlySpan<double> point);

    /// <summary>The exact law of one coordinate, or null.</summary>
    /// <param name="axis">Index of the coordinate.</param>
    /// <returns>The marginal law.</returns>
    public virtual UnivariateLaw? Marginal(int axis) => null;

    /// <summary>The exact law of u . x, or null.</summary>
    /// <param name="direction">u, [dimensions].</param>
    /// <returns>The law of the projection.</returns>
    public virtual UnivariateLaw? Projection(ReadOnlySpan<double> direction) => null;

    /// <summary>The distance over which the laws of this target change: the node distance of their tables is a 32nd of it.</summary>
    public virtual double SmallestScale => StandardDeviation(0);

    /// <summary>The standard deviation of one coordinate.</summary>
    /// <param name="axis">Index of the coordinate.</param>
    /// <returns>The root of the diagonal entry of <see cref="Covariance"/>.</returns>
    public double StandardDeviation(int axis) => Math.Sqrt(Covariance[axis * Dimensions + axis]);

    /// <summary>
    /// The exact masses of the cells of a grid and, in the last entry, of everything outside it; null where they are not known
    /// or the grid has more than two axes.
    /// </summary>
    /// <param name="grid">A grid with as many axes as the target.</param>
    /// <returns>grid.CellCount + 1 masses that sum to 1, in the cell order of <see cref="IBufferKernels.Histogram"/>.</returns>
    /// <exception cref="ArgumentException">The grid has another number of axes.</exception>
    public double[]? BinMasses(HistogramGrid grid)
    {
        if (grid.Dimensions != Dimensions)
            throw new ArgumentException($"The grid has {grid.Dimensions} axes where target {Name} has {Dimensions} dimensions.", nameof(grid));
        return ComputeBinMasses(grid);
    }

    /// <summary>The exact masses of the categories of the binned mode, or null; for one-dimensional targets.</summary>
    /// <param name="categories">The categories.</param>
    /// <returns>One mass per category.</returns>
    /// <exception cref="InvalidOperationException">The target has more than one dimension.</exception>
    public double[]? CategoryMasses(CategoryGrid categories)
    {
        if (Dimensions != 1)
            throw new InvalidOperationException($"Target {Name} has {Dimensions} dimensions; categories exist for one-dimensional targets.");
        UnivariateLaw? law = Marginal(0);
        return law is null ? null : categories.Masses(law);
    }

    /// <summary>Emits fresh samples of the target.</summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Prefix of the names of its draw sites, unique in the program.</param>
    /// <returns>[dimensions, batch] in standardised units (<see cref="Standardisation"/>).</returns>
    public abstract Value Sample(ProgramBuilder g, string site);

    /// <summary>
    /// Emits the category of a fresh sample (binned mode): drawn from the exact masses where they are known, otherwise a sample's nearest category.
    /// </summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Prefix of the names of its draw sites, unique in the program.</param>
    /// <param name="categories">The categories.</param>
    /// <returns>[1, batch], whole numbers as floats.</returns>
    /// <exception cref="InvalidOperationException">The target has more than one dimension.</exception>
    public Value SampleCategory(ProgramBuilder g, string site, CategoryGrid categories)
    {
        ArgumentNullException.ThrowIfNull(g);
        if (CategoryMasses(categories) is double[] masses)
        {
            float[] weights = [.. masses.Select(mass => (float)mass)];
            return g.Categorical(g.Buffer(TargetBuffers.Get(g.Model, $"target.{Name}.categories{categories.Count}", weights.Length, 1, weights)), $"{site}.category");
        }
        // The order of operations is that of CategoryGrid.CategoryOf.
        Value scaled = g.Multiply(g.Subtract(Sample(g, site), (float)categories.Lower), categories.Count - 1f);
        Value position = g.Divide(scaled, g.Constant((float)(categories.Upper - categories.Lower)));
        return g.Clamp(g.Floor(g.Add(position, 0.5f)), g.Constant(0), g.Constant(categories.Count - 1f));
    }

    /// <summary>Emits fresh samples as one-hot columns (binned mode).</summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Prefix of the names of its draw sites, unique in the program.</param>
    /// <param name="categories">The categories.</param>
    /// <returns>[categories.Count, batch].</returns>
    /// <exception cref="InvalidOperationException">The target has more than one dimension.</exception>
    public Value SampleOneHot(ProgramBuilder g, string site, CategoryGrid categories) =>
        g.OneHot(SampleCategory(g, site, categories), categories.Count);

    /// <summary>Computes <see cref="BinMasses"/>; the base class knows one-dimensional targets with an exact law.</summary>
    /// <param name="grid">A grid with as many axes as the target.</param>
    /// <returns>The masses or null.</returns>
    protected virtual double[]? ComputeBinMasses(HistogramGrid grid)
    {
        if (grid.Dimensions != 1 || Marginal(0) is not UnivariateLaw law)
            return null;
        double[] masses = AxisMasses(law, grid.BinsPerAxis, grid.Lower, grid.Upper);
        return masses;
    }

    /// <summary>The masses of equally spaced bins under a one-dimensional law, and of everything outside in the last entry.</summary>
    /// <param name="law">The law.</param>
    /// <param name="bins">Number of bins.</param>
    /// <param name="lower">Lower edge of the first bin.</param>
    /// <param name="upper">Upper edge of the last bin, which it includes.</param>
    /// <returns>bins + 1 masses.</returns>
    public static double[] AxisMasses(UnivariateLaw law, int bins, double lower, double upper)
    {
        ArgumentNullException.ThrowIfNull(law);
        double[] masses = new double[bins + 1];
        double outside = 1;
        for (int bin = 0; bin < bins; bin++)
        {
            bool last = bin == bins - 1;
            masses[bin] = law.Mass(lower + bin * (upper - lower) / bins, last ? upper : lower + (bin + 1) * (upper - lower) / bins, last);
            outside -= masses[bin];
        }
        masses[bins] = Math.Max(0, outside);
        return masses;
    }

    /// <summary>Computes <see cref="Entropy"/>; the base class integrates -p log p over the marginal supports in one and two dimensions.</summary>
    /// <returns>Nats, or null.</returns>
    protected virtual double? ComputeEntropy()
    {
        if (!HasDensity || IsDiscrete || Dimensions > 2 || Marginal(0) is not UnivariateLaw first)
            return null;
        int panels = (int)Math.Clamp((first.Support.Upper - first.Support.Lower) / SmallestScale, 16, Dimensions == 1 ? 4000 : 100);
        QuadratureRule rule = Quadrature.Panels(first.Support.Lower, first.Support.Upper, panels, 16);
        if (Dimensions == 2)
        {
            (double lower, double upper) = Marginal(1)!.Support;
            rule = Quadrature.Product(rule, Quadrature.Panels(lower, upper, panels, 16));
        }
        return rule.Integrate(point =>
        {
            double logDensity = LogDensity(point);
            return double.IsNegativeInfinity(logDensity) ? 0 : -Math.Exp(logDensity) * logDensity;
        });
    }
}
