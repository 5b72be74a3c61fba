using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Estimators;
using GenGpu.Models.Families;
using GenGpu.Models.Metrics;
using GenGpu.Training;

namespace GenGpu.Evaluation;

/// <summary>
/// log Z of a flow's target by annealed importance sampling from the flow (Neal 2001): Hamiltonian moves at temperatures between flow and target take samples where the
/// flow has too few. Estimates stay right where plain weights have too large a spread, and cost gradients of energy and flow for every move.
/// </summary>
/// <param name="accelerator">What computes.</param>
/// <param name="distributions">Number of distributions between flow and target, at least 1.</param>
/// <param name="sampleSeed">Seed of the samples: another one gives other samples.</param>
public sealed class AnnealedEvaluation(IAccelerator accelerator, int distributions, ulong sampleSeed)
{
    // Dual averaging of the step size: its average then counts the later half most.
    private const int WarmupSteps = 50;

    // The ensemble keeps the seeds of its trials: each of 1024 sample seeds has steps of its own, 2^21 of them.
    private readonly long _firstStep = (1L << 21) + ((long)(SampleSeeds.Of(0, sampleSeed) >> 54) << 21);

    /// <summary>Anneals samples of one trial.</summary>
    /// <param name="group">Its group; the hyper values and the step size of its ensemble are changed.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="count">Samples, rounded up to whole batches.</param>
    /// <param name="exact">log Z where it is known, otherwise NaN.</param>
    /// <param name="stop">Looked at between batches.</param>
    /// <returns>log Z with its error, effective sample size and acceptance; nothing for a model that does not anneal.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public IReadOnlyList<MetricValue> Evaluate(TrialGroup group, Trial trial, int count, double exact, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(trial);
        ModelDefinition definition = group.Model.Definition;
        if (definition.Programs.All(program => program.Name != FlowFamily.AnnealProgram))
            return [];
        group.Ensemble.WriteHyper(trial.Index, definition.FindHyper(FlowFamily.AnnealingPrefix + ".intermediates")!, [distributions]);
        Launch Of(string program, long first, int steps) =>
            new(group.Ensemble, definition.Program(program), first, steps) { FirstModel = trial.Index, ModelCount = 1, IncludeStopped = true };

        accelerator.Run([Of(FlowFamily.AnnealWarmupProgram, 0, WarmupSteps)]);
        Program anneal = definition.Program(FlowFamily.AnnealProgram);
        ProgramStream logWeight = anneal.Outputs.Single(stream => stream.Name == "logWeight");
        ProgramStream acceptance = anneal.Outputs.Single(stream => stream.Name == "acceptance");
        int batches = SampleRange.Steps(count, anneal.BatchSize);
        var weights = new ImportanceWeights();
        double accepted = 0;
        for (int batch = 0; batch < batches; batch++)
        {
            stop.ThrowIfCancellationRequested();
            float[] drawn = new float[logWeight.LengthPerModel(1)];
            float[] rate = new float[acceptance.LengthPerModel(1)];
            var outputs = new Memory<float>?[anneal.Outputs.Count];
            (outputs[logWeight.Index], outputs[acceptance.Index]) = (drawn, rate);
            accelerator.Run([Of(FlowFamily.AnnealProgram, _firstStep + batch, 1) with { Outputs = outputs }]);
            weights.Add(drawn);
            accepted += rate[0] / (double)batches;
        }

        int all = batches * anneal.BatchSize;
        string note = FormattableString.Invariant($"{distributions} distributions from the flow to the target");
        return
        [
            new MetricValue("annealed logZ", weights.LogPartition.Value, exact, double.NaN, all, note),
            new MetricValue("annealed logZ" + BoltzmannMetrics.ErrorSuffix, weights.LogPartition.Error, double.NaN, double.NaN, all, null),
            new MetricValue("annealed ess", weights.EffectiveSampleFraction, 1, double.NaN, all, null),
            new MetricValue("annealed acceptance", accepted, double.NaN, double.NaN, all, null),
        ];
    }
}
