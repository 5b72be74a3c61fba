using System.Globalization;
using GenGpu.Core;

namespace GenGpu.Models.Targets;

/// <summary>A validated Gaussian mixture sum_k w_k N(mean_k, covariance_k) in any number of dimensions, with its exact moments, densities and one-dimensional laws.</summary>
public sealed class GaussianMixture
{
    /// <summary>Creates a mixture from weights, means and covariances.</summary>
    /// <param name="weights">One weight per component, each above 0, scaled here to sum to 1; null for equal weights.</param>
    /// <param name="means">One mean per component, all of the same length.</param>
    /// <param name="covariances">One covariance per component, [dimensions, dimensions] row by row, symmetric and positive definite.</param>
    /// <exception cref="UserErrorException">Sizes differ, a weight is not positive, a number is not finite, or a covariance is not symmetric positive definite.</exception>
    public GaussianMixture(IReadOnlyList<double>? weights, IReadOnlyList<double[]> means, IReadOnlyList<double[]> covariances)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(covariances);
        int count = means.Count;
        if (count == 0)
            throw new UserErrorException("A Gaussian mixture needs at least one component; list its means.");
        if (covariances.Count != count)
            throw new UserErrorException(Text($"A Gaussian mixture has {count} means but {covariances.Count} covariances; give one covariance per mean."));
        if (weights is not null && weights.Count != count)
            throw new UserErrorException(Text($"A Gaussian mixture has {count} means but {weights.Count} weights; give one weight per mean, or none for equal weights."));
        Dimensions = means[0].Length;
        if (Dimensions == 0)
            throw new UserErrorException("Component 1 of the Gaussian mixture has an empty mean; give one number per dimension.");
        double total = 0;
        for (int component = 0; component < count; component++)
            total += CheckWeight(weights is null ? 1.0 : weights[component], component);
        GaussianComponent[] components = new GaussianComponent[count];
        for (int component = 0; component < count; component++)
        {
            double weight = (weights is null ? 1.0 : weights[component]) / total;
            CheckSizes(means[component], covariances[component], component);
            double[] cholesky = Factorise(covariances[component], component);
            components[component] = new GaussianComponent(weight, [.. means[component]], [.. covariances[component]], cholesky);
        }
        Components = components;
        (Mean, Covariance) = Moments(components, Dimensions);
    }

    /// <summary>Number of coordinates.</summary>
    public int Dimensions { get; }

    /// <summary>The components, their weights summing to 1.</summary>
    public IReadOnlyList<GaussianComponent> Components { get; }

    /// <summary>The mean of the mixture, [dimensions].</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>The covariance of the mixture, [dimensions, dimensions] row by row.</summary>
    public IReadOnlyList<double> Covariance { get; }

    /// <summary>A mixture of equal weights and spherical components.</summary>
    /// <param name="means">One mean per component.</param>
    /// <param name="standardDeviation">The standard deviation of every coordinate in every component.</param>
    /// <returns>The mixture.</returns>
    public static GaussianMixture Spherical(IReadOnlyList<double[]> means, double standardDeviation)
    {
        ArgumentNullException.ThrowIfNull(means);
        double[][] covariances = new double[means.Count][];
        for (int component = 0; component < covariances.Length; component++)
        {
            int dimensions = means[component].Length;
            covariances[component] = new double[dimensions * dimensions];
            for (int axis = 0; axis < dimensions; axis++)
                covariances[component][axis * dimensions + axis] = standardDeviation * standardDeviation;
        }
        return new GaussianMixture(null, means, covariances);
    }

    /// <summary>log p(x), the log-sum-exp of the components' weighted densities.</summary>
    /// <param name="point">x, [dimensions].</param>
    /// <returns>A natural logarithm.</returns>
    public double LogDensity(ReadOnlySpan<double> point)
    {
        double largest = double.NegativeInfinity;
        Span<double> terms = Components.Count <= 128 ? stackalloc double[Components.Count] : new double[Components.Count];
        for (int component = 0; component < terms.Length; component++)
        {
            terms[component] = Components[component].LogWeightedDensity(point);
            largest = Math.Max(largest, terms[component]);
        }
        if (!double.IsFinite(largest))
            return largest;
        double sum = 0;
        foreach (double term in terms)
            sum += Math.Exp(term - largest);
        return largest + Math.Log(sum);
    }

    /// <summary>The score grad log p(x) = sum_k r_k C_k^-1 (m_k - x), r_k the probability of component k at x.</summary>
    /// <param name="point">x, [dimensions].</param>
    /// <param name="score">Receives the gradient, [dimensions].</param>
    public void Score(ReadOnlySpan<double> point, Span<double> score)
    {
        double total = LogDensity(point);
        score.Clear();
        Span<double> pull = Dimensions <= 64 ? stackalloc double[Dimensions] : new double[Dimensions];
        foreach (GaussianComponent component in Components)
        {
            double share = Math.Exp(component.LogWeightedDensity(point) - total);
            if (share == 0)
                continue;
            component.Pull(point, pull);
            for (int axis = 0; axis < Dimensions; axis++)
                score[axis] += share * pull[axis];
        }
    }

    /// <summary>The mixture of sqrt(alphaBar) x + sqrt(1 - alphaBar) epsilon, epsilon ~ N(0, I).</summary>
    /// <param name="alphaBar">Share of the variance that is kept, in [0, 1].</param>
    /// <returns>Means scaled by sqrt(alphaBar), covariances alphaBar C_k + (1 - alphaBar) I.</returns>
    public GaussianMixture Noised(double alphaBar) =>
        Mapped((mean, _) => Math.Sqrt(alphaBar) * mean, (covariance, row, column) => (alphaBar * covariance) + (row == column ? 1 - alphaBar : 0));

    /// <summary>The mixture in units of its own mean and standard deviation per axis.</summary>
    public GaussianMixture Standardised()
    {
        double[] scale = [.. Enumerable.Range(0, Dimensions).Select(axis => Math.Sqrt(Covariance[(axis * Dimensions) + axis]))];
        return Mapped((mean, axis) => (mean - Mean[axis]) / scale[axis], (covariance, row, column) => covariance / (scale[row] * scale[column]));
    }

    private GaussianMixture Mapped(Func<double, int, double> mean, Func<double, int, int, double> covariance) => new(
        [.. Components.Select(component => component.Weight)],
        [.. Components.Select(component => component.Mean.ToArray().Select(mean).ToArray())],
        [.. Components.Select(component => component.Covariance.ToArray().Select((value, index) => covariance(value, index / Dimensions, index % Dimensions)).ToArray())]);

    /// <summary>The law of u . x for a direction u: a mixture of N(u . mean_k, u^T covariance_k u).</summary>
    /// <param name="direction">u, [dimensions], not zero.</param>
    /// <returns>The one-dimensional law.</returns>
    public GaussianMixtureLaw Projection(ReadOnlySpan<double> direction)
    {
        if (direction.Length != Dimensions)
            throw new ArgumentException("A direction has one entry per dimension.", nameof(direction));
        int count = Components.Count;
        double[] weights = new double[count];
        double[] means = new double[count];
        double[] deviations = new double[count];
        for (int component = 0; component < count; component++)
        {
            GaussianComponent gaussian = Components[component];
            double variance = 0;
            for (int row = 0; row < Dimensions; row++)
            {
                means[component] += direction[row] * gaussian.Mean[row];
                for (int column = 0; column < Dimensions; column++)
                    variance += direction[row] * direction[column] * gaussian.Covariance[row * Dimensions + column];
            }
            weights[component] = gaussian.Weight;
            deviations[component] = Math.Sqrt(variance);
        }
        return new GaussianMixtureLaw(weights, means, deviations);
    }

    private static double CheckWeight(double weight, int component) => double.IsFinite(weight) && weight > 0
        ? weight
        : throw new UserErrorException(Text($"The weight of component {component + 1} of the Gaussian mixture is {weight}; weights must be above 0."));

    private void CheckSizes(double[] mean, double[] covariance, int component)
    {
        if (mean.Length != Dimensions)
            throw new UserErrorException(Text($"The mean of component {component + 1} of the Gaussian mixture has {mean.Length} numbers where component 1 has {Dimensions}; give {Dimensions}."));
        if (covariance.Length != Dimensions * Dimensions)
            throw new UserErrorException(Text($"The covariance of component {component + 1} of the Gaussian mixture has {covariance.Length} numbers; {Dimensions} dimensions need {Dimensions} x {Dimensions}."));
        if (!mean.All(double.IsFinite) || !covariance.All(double.IsFinite))
            throw new UserErrorException(Text($"Component {component + 1} of the Gaussian mixture holds a number that is not finite; mend its mean or covariance."));
    }

    private double[] Factorise(double[] covariance, int component)
    {
        double[] factor = new double[covariance.Length];
        for (int row = 0; row < Dimensions; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double lower = covariance[row * Dimensions + column];
                double upper = covariance[column * Dimensions + row];
                if (Math.Abs(lower - upper) > 1e-9 * (Math.Abs(lower) + Math.Abs(upper)))
                    throw new UserErrorException(Text($"The covariance of component {component + 1} of the Gaussian mixture is not symmetric: row {row + 1}, column {column + 1} holds {lower}, its mirror {upper}; make them equal."));
                for (int inner = 0; inner < column; inner++)
                    lower -= factor[row * Dimensions + inner] * factor[column * Dimensions + inner];
                if (row != column)
                    factor[row * Dimensions + column] = lower / factor[column * Dimensions + column];
                else if (lower > 1e-13 * covariance[row * Dimensions + row])
                    factor[row * Dimensions + row] = Math.Sqrt(lower);
                else
                    throw new UserErrorException(Text($"The covariance of component {component + 1} of the Gaussian mixture is not positive definite (row {row + 1}); check its diagonal and its correlations."));
            }
        }
        return factor;
    }

    private static (double[] Mean, double[] Covariance) Moments(GaussianComponent[] components, int dimensions)
    {
        double[] mean = new double[dimensions];
        double[] covariance = new double[dimensions * dimensions];
        foreach (GaussianComponent gaussian in components)
        {
            for (int axis = 0; axis < dimensions; axis++)
                mean[axis] += gaussian.Weight * gaussian.Mean[axis];
        }
        foreach (GaussianComponent gaussian in components)
        {
            for (int row = 0; row < dimensions; row++)
            {
                for (int column = 0; column < dimensions; column++)
                {
                    double shift = (gaussian.Mean[row] - mean[row]) * (gaussian.Mean[column] - mean[column]);
                    covariance[row * dimensions + column] += gaussian.Weight * (gaussian.Covariance[row * dimensions + column] + shift);
                }
            }
        }
        return (mean, covariance);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
