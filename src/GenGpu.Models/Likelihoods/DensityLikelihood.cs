using GenGpu.Core.Accelerators;
using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Likelihoods;

/// <summary>
/// Likelihood of a model with a density. Against a target of one or two dimensions with a known density, KL(target || model) and E[log q] by quadrature over the
/// target's support; otherwise the mean log-likelihood of held-out points.
/// </summary>
/// <param name="target">What the model learns.</param>
public abstract class DensityLikelihood(Target target) : LikelihoodEvaluator
{
    private const double Accepted = 1e-3;
    private const int LargestRefinement = 3;

    /// <inheritdoc/>
    public override LikelihoodReport Evaluate(IEnsemble ensemble, int model, ReadOnlyMemory<float> heldOut = default, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        ModelDensity density = Read(new ParameterReader(ensemble, model), cancellation);
        double logVolume = 0;
        foreach (double scale in target.Standardisation.Scale)
            logVolume += Math.Log(scale);
        if (target.HasDensity && !target.IsDiscrete && target.Dimensions <= 2 && target.Marginal(0) is not null)
            return AgainstDensity(density, logVolume);
        if (!heldOut.IsEmpty)
        {
            int count = heldOut.Length / target.Dimensions;
            (double mean, double error) = Refine(density, level => density.AtPoints(heldOut.Span, count, level).Average());
            return new LikelihoodReport(Method, null, mean - logVolume, density.LogPartition, error);
        }

        return new LikelihoodReport(Method, null, null, density.LogPartition, 0);
    }

    /// <summary>Reads the density of a model.</summary>
    /// <param name="reader">Its parameters.</param>
    /// <param name="cancellation">Ends the density's own work early.</param>
    private protected abstract ModelDensity Read(ParameterReader reader, CancellationToken cancellation);

    private static (double Value, double Error) Refine(ModelDensity density, Func<int, double> value)
    {
        double coarse = value(0);
        if (!density.HasInnerIntegral)
            return (coarse, 0);
        for (int level = 1; ; level++)
        {
            double fine = value(level);
            double error = Math.Abs(fine - coarse);
            // Relative beyond 1: a model that has collapsed onto a point is thousands of nats off, and the digits after those say nothing.
            if (!(error > Accepted * Math.Max(1, Math.Abs(fine))) || level == LargestRefinement)
                return (fine, error);
            coarse = fine;
        }
    }

    private LikelihoodReport AgainstDensity(ModelDensity density, double logVolume)
    {
        QuadratureRule[] rules = [.. Enumerable.Range(0, target.Dimensions).Select(axis => AxisRule(axis, density.SmallestScale))];
        double[][] axes = [.. rules.Select(rule => Enumerable.Range(0, rule.Count).Select(index => rule.Point(index)[0]).ToArray())];
        QuadratureRule all = rules.Length == 1 ? rules[0] : Quadrature.Product(rules[0], rules[1]);
        double[] logTarget = new double[all.Count];
        for (int index = 0; index < logTarget.Length; index++)
            logTarget[index] = target.LogDensity(all.Point(index));
        double mean = 0;
        (double divergence, double error) = Refine(density, level =>
        {
            double[] logModel = density.OnGrid(axes, level);
            mean = MeanOf(all, logTarget, logModel);
            return all.KlDivergence(logTarget, logModel);
        });
        return new LikelihoodReport(Method, divergence, mean - logVolume, density.LogPartition, error);
    }

    /// <summary>Gauss-Legendre panels in one dimension (bounded targets have kinks); the trapezoid rule in two, where both densities are smooth and vanish at the ends.</summary>
    private QuadratureRule AxisRule(int axis, double modelScale)
    {
        (double lower, double upper) = target.Marginal(axis)!.Support;
        double scale = Math.Min(target.SmallestScale, modelScale);
        return target.Dimensions == 1
            ? Quadrature.Panels(lower, upper, (int)Math.Clamp((upper - lower) / scale, 16, 2000), 16)
            : Quadrature.Trapezoid(lower, upper, (int)Math.Clamp(2 * (upper - lower) / scale, 64, 600) + 1);
    }

    private static double MeanOf(QuadratureRule rule, double[] logTarget, double[] logModel)
    {
        double sum = 0;
        for (int index = 0; index < logTarget.Length; index++)
        {
            if (!double.IsNegativeInfinity(logTarget[index]))
                sum += rule.Weights[index] * Math.Exp(logTarget[index]) * logModel[index];
        }

        return sum;
    }
}
