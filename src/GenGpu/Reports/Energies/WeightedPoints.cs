using GenGpu.Models.Estimators;

namespace GenGpu.Reports.Energies;

/// <summary>Samples of a model with their weights under a Boltzmann distribution.</summary>
public sealed class WeightedPoints
{
    /// <summary>Takes samples and turns their log weights into weights of mean 1.</summary>
    /// <param name="points">The samples.</param>
    /// <param name="logWeights">log w = -beta U - log q, one per sample; those that are not finite count as zero weights.</param>
    /// <param name="reducedEnergies">beta U, one per sample.</param>
    /// <exception cref="ArgumentException">The numbers of samples differ.</exception>
    public WeightedPoints(ReportSamples points, ReadOnlyMemory<float> logWeights, ReadOnlyMemory<float> reducedEnergies)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (logWeights.Length != points.Count || reducedEnergies.Length != points.Count)
            throw new ArgumentException($"{points.Count} samples with {logWeights.Length} weights and {reducedEnergies.Length} energies.", nameof(logWeights));
        (Points, LogWeights, ReducedEnergies) = (points, logWeights, reducedEnergies);
        var sums = new ImportanceWeights();
        sums.Add(logWeights.Span);
        EffectiveSampleFraction = sums.EffectiveSampleFraction;

        // log mean w: the weights below then sum to the number of samples, and nothing overflows.
        double logMean = sums.LogPartition.Value;
        double[] weights = new double[points.Count];
        for (int sample = 0; sample < weights.Length; sample++)
        {
            double logWeight = logWeights.Span[sample];
            weights[sample] = double.IsFinite(logWeight) ? Math.Exp(logWeight - logMean) : 0;
        }

        Weights = weights;
    }

    /// <summary>The samples.</summary>
    public ReportSamples Points { get; }

    /// <summary>log w, one per sample.</summary>
    public ReadOnlyMemory<float> LogWeights { get; }

    /// <summary>beta U, one per sample.</summary>
    public ReadOnlyMemory<float> ReducedEnergies { get; }

    /// <summary>w / mean w, one per sample; all zero when no log weight is finite.</summary>
    public ReadOnlyMemory<double> Weights { get; }

    /// <summary>Reverse effective sample size per sample.</summary>
    public double EffectiveSampleFraction { get; }
}
