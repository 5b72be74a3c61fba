using GenGpu.Core.Accelerators;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Likelihoods;

/// <summary>Likelihood of a model over the categories of the binned mode: KL over categories with the target's exact masses, or the mean log-mass of held-out points.</summary>
/// <param name="target">What the model learns.</param>
/// <param name="categories">The categories.</param>
public abstract class CategoryLikelihood(Target target, CategoryGrid categories) : LikelihoodEvaluator
{
    /// <inheritdoc/>
    public override LikelihoodReport Evaluate(IEnsemble ensemble, int model, ReadOnlyMemory<float> heldOut = default, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        (double[] logMasses, double? logPartition, double error) = LogMasses(new ParameterReader(ensemble, model), cancellation);
        if (target.CategoryMasses(categories) is { } masses)
        {
            double divergence = 0;
            double mean = 0;
            for (int category = 0; category < masses.Length; category++)
            {
                if (masses[category] > 0)
                {
                    divergence += masses[category] * (Math.Log(masses[category]) - logMasses[category]);
                    mean += masses[category] * logMasses[category];
                }
            }

            return new LikelihoodReport(Method, divergence, mean, logPartition, error);
        }

        if (heldOut.IsEmpty)
            return new LikelihoodReport(Method, null, null, logPartition, error);
        double sum = 0;
        foreach (float value in heldOut.Span)
            sum += logMasses[categories.CategoryOf(value)];
        return new LikelihoodReport(Method, null, sum / heldOut.Length, logPartition, error);
    }

    /// <summary>The normalised log-masses of a model.</summary>
    /// <param name="reader">Its parameters.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>The masses, log Z if there is one, and an estimate of their relative numerical error.</returns>
    private protected abstract (double[] LogMasses, double? LogPartition, double Error) LogMasses(ParameterReader reader, CancellationToken cancellation);
}
