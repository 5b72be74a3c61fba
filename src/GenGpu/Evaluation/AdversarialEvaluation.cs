using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Estimators;
using GenGpu.Models.Families;
using GenGpu.Models.Metrics;
using GenGpu.Training;

namespace GenGpu.Evaluation;

/// <summary>
/// What the discriminator or critic of a trial says at the end: how far it is from its equilibrium, and its own estimate of the divergence that it was trained to find, which stands beside the measured one.
/// </summary>
/// <param name="accelerator">What computes.</param>
/// <param name="sampleSeed">Seed of samples that are independent of those of the run, or null for the run's own.</param>
public sealed class AdversarialEvaluation(IAccelerator accelerator, ulong? sampleSeed)
{
    /// <summary>Name of the mean of D over data.</summary>
    public const string OnData = "discriminatorOnData";

    /// <summary>Name of the mean of D over samples.</summary>
    public const string OnSamples = "discriminatorOnSamples";

    /// <summary>Name of the mean distance of D from its equilibrium.</summary>
    public const string Distance = "discriminatorDistance";

    /// <summary>Name of the discriminator's estimate of the Jensen-Shannon divergence.</summary>
    public const string JensenShannon = "jsEstimate";

    /// <summary>Name of the critic's estimate of W1.</summary>
    public const string Wasserstein = "wassersteinEstimate";

    /// <summary>Name of what the critic maximises.</summary>
    public const string Difference = "criticDifference";

    /// <summary>Name of the mean slope of the critic.</summary>
    public const string MeanSlope = "criticSlope";

    // Errors of means over so many scores are below what one seed differs from the next.
    private const int MaximumCount = 20_000;
    private const int BlockModels = 64;

    // As in annealing: each of 1024 sample seeds has steps of its own.
    private readonly long _firstStep = sampleSeed is { } seed ? (1L << 21) + ((long)(SampleSeeds.Of(0, seed) >> 54) << 21) : 0;

    /// <summary>Evaluates the trials of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="count">Samples, rounded up to whole batches, 20,000 at most.</param>
    /// <param name="cancellation">Looked at between blocks of trials.</param>
    /// <returns>Metrics per trial; none for a family without a judge.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public IReadOnlyList<MetricValue>[] Evaluate(TrialGroup group, int count, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(group);
        var figures = new IReadOnlyList<MetricValue>[group.Trials.Count];
        Array.Fill(figures, []);
        Program? judge = group.Model.Definition.Programs.FirstOrDefault(program => program.Name == AdversarialFamily.JudgeProgram);
        if (judge is null)
            return figures;
        int steps = SampleRange.Steps(Math.Min(count, MaximumCount), judge.BatchSize);
        int scores = steps * judge.BatchSize;
        for (int first = 0; first < figures.Length; first += BlockModels)
        {
            cancellation.ThrowIfCancellationRequested();
            int models = Math.Min(BlockModels, figures.Length - first);
            float[][] outputs = [.. judge.Outputs.Select(_ => new float[models * scores])];
            accelerator.Run([new Launch(group.Ensemble, judge, _firstStep, steps)
            {
                FirstModel = first, ModelCount = models, IncludeStopped = true, Outputs = [.. outputs.Select(values => (Memory<float>?)values)],
            }]);
            for (int model = 0; model < models; model++)
            {
                ReadOnlyMemory<float> Scores(string name) => judge.Outputs.FirstOrDefault(stream => stream.Name == name) is { } stream
                    ? outputs[stream.Index].AsMemory(model * scores, scores)
                    : default;
                figures[first + model] = Figures(group, first + model, Scores);
            }
        }

        return figures;
    }

    private static IReadOnlyList<MetricValue> Figures(TrialGroup group, int trial, Func<string, ReadOnlyMemory<float>> scores)
    {
        ReadOnlyMemory<float> data = scores(AdversarialFamily.RealOutput);
        ReadOnlyMemory<float> drawn = scores(AdversarialFamily.DrawnOutput);
        string together = group.Model.Packing > 1 ? FormattableString.Invariant($"; of {group.Model.Packing} samples together") : "";
        MetricValue Value(string name, double value, double perfect, string? note = null) => new(name, value, perfect, double.NaN, data.Length, note);
        ReadOnlyMemory<float> slopes = scores(AdversarialFamily.SlopeOutput);
        if (slopes.Length > 0)
        {
            var critic = CriticFigures.Of(data.Span, drawn.Span, slopes.Span);
            return
            [
                Value(Wasserstein, critic.Wasserstein, 0, "the critic's difference by its largest slope, at most W1" + (group.Model.Categories is null ? "" : " of one-hot vectors") + together),
                Value(Difference, critic.Difference, 0),
                Value(MeanSlope, critic.MeanSlope, double.NaN, "mean slope of the critic between data and samples"),
            ];
        }

        Span<float> smoothing = stackalloc float[1];
        group.Ensemble.ReadHyper(trial, group.Model.Definition.FindHyper("labelSmoothing")!, smoothing);
        double label = 1.0 - smoothing[0];
        var discriminator = DiscriminatorFigures.Of(data.Span, drawn.Span, label);
        return
        [
            Value(OnData, discriminator.OnData, discriminator.Equilibrium),
            Value(OnSamples, discriminator.OnSamples, discriminator.Equilibrium),
            Value(Distance, discriminator.Distance, 0, "mean of |D - label / 2| over data and samples" + together),
            Value(JensenShannon, discriminator.JensenShannon, 0, "from the objective without smoothing, at most JS" + together),
        ];
    }
}
