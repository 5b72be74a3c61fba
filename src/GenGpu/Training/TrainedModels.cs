using System.Diagnostics;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Models.Energies;
using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>Uses the models of a run that is on disk: samples of them, and their figures anew.</summary>
/// <param name="folder">Output folder of a train or compare run.</param>
/// <param name="accelerator">What computes; stays the caller's.</param>
public sealed class TrainedModels(string folder, IAccelerator accelerator)
{
    /// <summary>Floats drawn between two looks at a request to stop.</summary>
    private const int BlockFloats = 1 << 22;

    /// <summary>The checkpoint of the run.</summary>
    public CheckpointFile Checkpoint { get; } = CheckpointFile.Read(folder);

    /// <summary>The energy of the run where a C# program has brought it along; null for one that the checkpoint names.</summary>
    public Energy? Energy { get; init; }

    /// <summary>Draws samples of one trial, in the target's own units.</summary>
    /// <param name="model">Family; null when the folder holds one.</param>
    /// <param name="seed">Seed of the trial; null for the first.</param>
    /// <param name="best">Whether to take the best parameters instead of the last.</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="skip">Samples to pass over, rounded up to whole batches.</param>
    /// <param name="stop">Asks to stop; looked at between blocks of samples.</param>
    /// <param name="at">Values of the model's conditions, <c>name=value</c> with commas; null for a model without.</param>
    /// <returns>[dimensions, count] samples and what they are of.</returns>
    /// <exception cref="UserErrorException">The folder does not hold that trial, it has diverged, or the count or skip is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public DrawnSamples Draw(string? model, ulong? seed, bool best, int count, long skip, CancellationToken stop = default, string? at = null)
    {
        if (count < 1)
            throw new UserErrorException(FormattableString.Invariant($"--count must be at least 1, not {count}."), 2);
        if (skip < 0)
            throw new UserErrorException(FormattableString.Invariant($"--skip must be at least 0, not {skip}."), 2);
        CheckpointTrial saved = Choose(model, seed, best);
        RunPlan plan = RunPlan.Create(Checkpoint.Configuration with { Models = [saved.Model], Settings = OwnSettings(saved.Model) }, Energy, stop);

        // Samples leave in the units of the file as it is now. An energy has none, and its chains would run again.
        if (plan.Target is not EnergyTarget)
            CheckpointRestore.CheckData(Checkpoint, Checkpoint.Configuration.Models.Count == 1 ? plan.Models : RunPlan.Create(Checkpoint.Configuration, Energy, stop).Models);
        ConditionPlace? place = ConditionPlaces.Read(at, plan.Models[0].Target, folder);
        using var group = new TrialGroup(accelerator, plan.Models[0], [saved.Seed], copiesPerTrial: Math.Clamp(2 * accelerator.Info.ComputeUnits, 1, 64));
        CheckpointRestore.Parameters(Checkpoint, group, group.Trials[0], best);
        group.Sampler.TakeHypers(0, group.Ensemble, 0);
        group.Sampler.Take(0, group.Ensemble, 0);
        if (place is not null)
            group.Sampler.SetConditions(0, place.Values);
        int batch = plan.Models[0].Sample.BatchSize;
        int rows = group.Sampler.Rows;
        long most = Array.MaxLength / rows;
        if (count > most)
            throw new UserErrorException(FormattableString.Invariant($"--count must be at most {most} samples per file here, not {count}; draw several files with --skip."), 2);
        if (skip / batch > (1L << 30) - (most / batch) - 2)
            throw new UserErrorException(FormattableString.Invariant($"--skip {skip} passes the end of the sample stream; give at most {((1L << 30) - (most / batch) - 2) * batch}."), 2);
        float[] samples = new float[(long)rows * count];
        long first = SampleRange.User + (skip / batch) + (skip % batch > 0 ? 1 : 0);
        SampledTrial[] drawnTrial = [new SampledTrial(group, group.Trials[0])];
        var runner = new SampleRunner(accelerator, 0);

        // In blocks, so that a large count needs little more than its own memory and stops soon when asked to.
        int block = Math.Max(1, BlockFloats / (rows * batch)) * batch;
        for (int begin = 0; begin < count;)
        {
            int here = Math.Min(block, count - begin);
            long step = first + (begin / batch);
            int offset = begin;
            runner.Run(drawnTrial, _ => step, here, (_, drawn) => Place(drawn.Span, rows, samples, offset, count), stop);
            begin += here;
        }

        // Behind the coordinates stand the weights of a flow on an energy, or the conditions.
        Target target = plan.Models[0].Target;
        Standardisation units = target.Joint.Standardisation;
        double[]? precise = units.IsBeyondSingle ? units.BackwardInDouble(samples)[..(target.Dimensions * count)] : null;
        if (plan.Models[0].Weighted is null)
            plan.Models[0].ToOriginalUnits(samples);
        return new DrawnSamples(saved.Model, saved.Seed, best ? saved.BestStep ?? 0 : Checkpoint.State.Step, target, samples[..(target.Dimensions * count)]) { At = place, PreciseValues = precise };
    }

    /// <summary>Measures every trial again, on samples that the run has not seen.</summary>
    /// <param name="count">Samples per model.</param>
    /// <param name="sampleSeed">Seed of the samples: another one gives other samples.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <param name="anneal">Distributions of annealed importance sampling from a flow to its energy's target; 0 for none.</param>
    /// <param name="at">Values of the models' conditions to measure at, <c>name=value</c> with commas; null for all conditions that the target has to offer.</param>
    /// <returns>The run's summary with new figures; its seconds are those of this evaluation, core seconds those of the training.</returns>
    /// <exception cref="UserErrorException">The count is not positive, the run cannot be annealed, or the conditions do not fit.</exception>
    public SummaryDocument Evaluate(int count, ulong sampleSeed, CancellationToken stop, int anneal = 0, string? at = null)
    {
        long begin = Stopwatch.GetTimestamp();
        TrainingConfiguration configuration = Checkpoint.Configuration with { FinalSamples = count };
        RunPlan plan = RunPlan.Create(configuration, Energy, stop);
        if (anneal > 0 && plan.Target is not EnergyTarget { Condition: null })
            throw new UserErrorException($"--anneal needs a run on an energy without a condition; {folder} holds one on {plan.Target.Name}.", 2);
        if (anneal > 0 && plan.Target is EnergyTarget { Energy: CallbackEnergy callback })
            throw new UserErrorException($"--anneal evaluates the energy within a program, and {callback.Name} is a function on the host; leave it out.", 2);
        ConditionPlace? place = at is null ? null : ConditionPlaces.Read(at, plan.Models[0].Target, folder);
        if (place is not null && plan.Target is EnergyTarget energy)
            plan = plan with { Target = energy.Given(place.Values[0]) };
        using TargetSampling? sampling = plan.Target is EnergyTarget ? null : new TargetSampling(accelerator, plan.Target);
        using var run = new TrainingRun(configuration, plan.Models, plan.CreateMetrics(accelerator, sampling, MetricSelection.Full), accelerator, sampleSeed);
        CheckpointRestore.Into(Checkpoint, run);
        foreach ((TrialGroup group, Trial trial) in run.Groups.SelectMany(group => group.Trials, (group, trial) => (group, trial)).Where(_ => place is not null && plan.Target is EnergyTarget))
            group.Sampler.SetConditions(trial.Index, place!.Values);
        IReadOnlyList<FamilyResult> families = new FinalEvaluation(run, new SampleRunner(accelerator, configuration.Threads)) { At = place?.Values }.Evaluate(stop);
        if (anneal > 0)
            families = Annealed(plan, run, families, count, anneal, sampleSeed, stop);
        SummaryDocument summary = SummaryBuilder.Build(plan, new TrainingResult(run, IsComplete: true, families), []) with
        {
            Seconds = new Dictionary<string, double> { ["evaluate"] = Math.Round(Stopwatch.GetElapsedTime(begin).TotalSeconds, 4) },
        };
        return place is null ? summary : summary with { Notes = [.. summary.Notes, .. place.Warnings.Select(warning => $"WARNING: {warning}.")] };
    }

    private FamilyResult[] Annealed(RunPlan plan, TrainingRun run, IReadOnlyList<FamilyResult> families, int count, int distributions, ulong sampleSeed, CancellationToken stop)
    {
        var target = (EnergyTarget)plan.Target;
        var evaluation = new AnnealedEvaluation(accelerator, distributions, sampleSeed);
        double exact = target.LogPartition ?? double.NaN;
        return [.. families.Select((family, index) =>
        {
            TrialResult[] measured = [.. family.Trials.Where(trial => trial.Final is not null)];
            IReadOnlyList<IReadOnlyList<MetricValue>> figures = evaluation.Evaluate(run.Groups[index], [.. measured.Select(trial => trial.Trial)], count, exact, stop);
            return family with
            {
                Trials = [.. family.Trials.Select(trial => Array.IndexOf(measured, trial) is >= 0 and int place
                    ? trial with { Final = trial.Final! with { Metrics = [.. trial.Final.Metrics, .. figures[place]] } }
                    : trial)],
            };
        })];
    }

    private static void Place(ReadOnlySpan<float> drawn, int rows, Span<float> samples, int begin, int count)
    {
        int here = drawn.Length / rows;
        for (int row = 0; row < rows; row++)
            drawn.Slice(row * here, here).CopyTo(samples[(int)(((long)row * count) + begin)..]);
    }

    private CheckpointTrial Choose(string? model, ulong? seed, bool best)
    {
        string[] models = [.. Checkpoint.State.Trials.Select(trial => trial.Model).Distinct()];
        if (model is null && models.Length > 1)
            throw new UserErrorException($"{folder} holds {string.Join(", ", models)}; choose one with --model.", 2);
        string wanted = model ?? models[0];
        CheckpointTrial[] trials = [.. Checkpoint.State.Trials.Where(trial => string.Equals(trial.Model, wanted, StringComparison.OrdinalIgnoreCase))];
        if (trials.Length == 0)
            throw new UserErrorException($"{folder} holds no {wanted}{NameSuggestion.Hint(wanted, models)}", 2);
        CheckpointTrial chosen = seed is null ? trials[0] : trials.FirstOrDefault(trial => trial.Seed == seed)
            ?? throw new UserErrorException(FormattableString.Invariant($"{folder} holds no {wanted} with seed {seed}; it has {string.Join(", ", trials.Select(trial => trial.Seed))}."), 2);
        if (best && chosen.BestStep is null)
            throw new UserErrorException($"{wanted} in {folder} was never evaluated, so there are no best parameters; leave --best out.");
        if (!best && chosen.State == ModelState.Diverged)
            throw new UserErrorException(FormattableString.Invariant($"{wanted} with seed {chosen.Seed} diverged at step {chosen.StatusStep}; its best parameters before that can be had with --best."));
        return chosen;
    }

    private Dictionary<string, string> OwnSettings(string model)
    {
        // A setting that another family of the run owns is unknown to this one alone.
        IReadOnlyList<string> names = [.. GenGpu.Models.Families.FamilyCatalog.Get(model).Settings.Select(setting => setting.Name)];
        return Checkpoint.Configuration.Settings
            .Where(setting => names.Contains(setting.Key, StringComparer.OrdinalIgnoreCase) || setting.Key.StartsWith(EnergyTargets.SettingPrefix, StringComparison.OrdinalIgnoreCase) || setting.Key.StartsWith(model + ".", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(setting => setting.Key, setting => setting.Value);
    }
}
