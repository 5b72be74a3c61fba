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

    // Batches of a copy between two looks at a request to stop.
    private const int MostBatches = 8;

    /// <summary>Anneals samples of trials, those of each on all cores.</summary>
    /// <param name="group">Their group; the hyper values and the step sizes of its ensemble are changed.</param>
    /// <param name="trials">The trials.</param>
    /// <param name="count">Samples per trial, rounded up to whole batches.</param>
    /// <param name="exact">log Z where it is known, otherwise NaN.</param>
    /// <param name="stop">Looked at between blocks of batches.</param>
    /// <returns>For each trial log Z with its error, effective sample size and acceptance; nothing for a model that does not anneal.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public IReadOnlyList<IReadOnlyList<MetricValue>> Evaluate(TrialGroup group, IReadOnlyList<Trial> trials, int count, double exact, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(trials);
        ModelDefinition definition = group.Model.Definition;
        if (trials.Count == 0 || definition.Programs.All(program => program.Name != FlowFamily.AnnealProgram))
            return [.. trials.Select(_ => Array.Empty<MetricValue>())];
        foreach (Trial trial in trials)
            group.Ensemble.WriteHyper(trial.Index, definition.FindHyper(FlowFamily.AnnealingPrefix + ".intermediates")!, [distributions]);
        accelerator.Run([.. trials.Select(trial => new Launch(group.Ensemble, definition.Program(FlowFamily.AnnealWarmupProgram), 0, WarmupSteps)
        {
            FirstModel = trial.Index,
            ModelCount = 1,
            IncludeStopped = true,
        })]);
        int batches = SampleRange.Steps(count, definition.Program(FlowFamily.AnnealProgram).BatchSize);
        return [.. trials.Select(trial => Figures(group, trial, batches, exact, stop))];
    }

    private IReadOnlyList<MetricValue> Figures(TrialGroup group, Trial trial, int batches, double exact, CancellationToken stop)
    {
        Program anneal = group.Model.Definition.Program(FlowFamily.AnnealProgram);
        int copies = Math.Clamp(accelerator.Info.ComputeUnits, 1, batches);
        using IEnsemble ensemble = Copies(group, trial, copies);
        var weights = new ImportanceWeights();
        double accepted = 0;
        int perCopy = Math.Clamp(batches / copies, 1, MostBatches);
        for (int begin = 0; begin < batches; begin += copies * perCopy)
        {
            stop.ThrowIfCancellationRequested();
            var pieces = new List<(Launch Launch, float[] Weights, float[] Rates)>();
            for (int first = begin; first < Math.Min(batches, begin + (copies * perCopy)); first += perCopy)
                pieces.Add(Piece(ensemble, anneal, pieces.Count, first, Math.Min(perCopy, batches - first)));
            accelerator.Run([.. pieces.Select(piece => piece.Launch)]);

            // In the order of batches, so that sums do not depend on the number of copies.
            foreach ((_, float[] drawn, float[] rates) in pieces)
            {
                weights.Add(drawn);
                foreach (float rate in rates)
                    accepted += rate / (double)batches;
            }
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

    private (Launch Launch, float[] Weights, float[] Rates) Piece(IEnsemble ensemble, Program anneal, int copy, int first, int steps)
    {
        ProgramStream logWeight = anneal.Outputs.Single(stream => stream.Name == "logWeight");
        ProgramStream acceptance = anneal.Outputs.Single(stream => stream.Name == "acceptance");
        float[] drawn = new float[logWeight.LengthPerModel(steps)];
        float[] rates = new float[acceptance.LengthPerModel(steps)];
        var outputs = new Memory<float>?[anneal.Outputs.Count];
        (outputs[logWeight.Index], outputs[acceptance.Index]) = (drawn, rates);
        return (new Launch(ensemble, anneal, _firstStep + first, steps) { FirstModel = copy, ModelCount = 1, Outputs = outputs }, drawn, rates);
    }

    // A batch depends on the seed, the state and its number alone: copies of one model share the batches among the cores.
    private IEnsemble Copies(TrialGroup group, Trial trial, int count)
    {
        IEnsemble copies = accelerator.CreateEnsemble(group.Model.Definition, [.. Enumerable.Repeat(group.Ensemble.Seed(trial.Index), count)]);
        float[][] state = group.CopyState(trial.Index);
        for (int copy = 0; copy < count; copy++)
        {
            for (int slot = 0; slot < state.Length; slot++)
                copies.Write(copy, group.SampledSlots[slot], state[slot]);
            foreach (HyperSlot hyper in group.Model.Definition.Hypers)
            {
                float[] values = new float[hyper.Rows * hyper.Columns];
                group.Ensemble.ReadHyper(trial.Index, hyper, values);
                copies.WriteHyper(copy, hyper, values);
            }
        }

        return copies;
    }
}
