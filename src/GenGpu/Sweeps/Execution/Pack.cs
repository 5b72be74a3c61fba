using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Spec;
using GenGpu.Training;

namespace GenGpu.Sweeps.Execution;

/// <summary>Trials of one shape that train side by side in one ensemble: a training run with other hyper values per trial.</summary>
internal sealed class Pack : IDisposable
{
    private readonly StopRules _stop;
    private readonly RunEvaluation _evaluation;
    private readonly int _halvingMetric;
    private double _clock;
    private long _trained;

    /// <summary>Creates the ensemble and initialises its models.</summary>
    public Pack(string name, EnsembleModel ensemble, TrainingConfiguration configuration, StopRules stop, IReadOnlyList<(SweepTrial Trial, ulong Seed, IReadOnlyList<float[]> Hypers)> trials, IAccelerator accelerator, SampleRunner runner)
    {
        Name = name;
        Ensemble = ensemble;
        Trials = [.. trials.Select(trial => trial.Trial)];
        _stop = stop;
        Run = new TrainingRun(configuration, [(ensemble.Model, [.. trials.Select(trial => new TrialSetup(trial.Trial.Id, trial.Seed, trial.Hypers))])], ensemble.Metrics, accelerator)
        {
            KeepsSamples = false,
            LikelihoodTrials = int.MaxValue,
        };
        _evaluation = new RunEvaluation(Run, runner);
        _halvingMetric = stop.Halving is { } halving ? MetricIndex(halving.Metric) : 0;
    }

    /// <summary>Name of its checkpoint.</summary>
    public string Name { get; }

    /// <summary>The model that its trials share.</summary>
    public EnsembleModel Ensemble { get; }

    /// <summary>Its trials, by model index.</summary>
    public IReadOnlyList<SweepTrial> Trials { get; }

    /// <summary>The run.</summary>
    public TrainingRun Run { get; }

    /// <summary>The only group of the run.</summary>
    public TrialGroup Group => Run.Groups[0];

    /// <summary>Seconds that cores were busy with its training so far.</summary>
    public double BusySeconds => Group.TrainingClock.Seconds;

    /// <summary>Whether some trial still has steps to train.</summary>
    public bool IsTraining => Run.Step < Run.Configuration.Steps && Group.IsRunning;

    /// <summary>Models that train.</summary>
    public int Running => Group.Trials.Count(trial => trial.Status.State == ModelState.Running);

    /// <summary>Whether its next launch is the first of its shape in this process.</summary>
    public bool IsCompiling => _trained == 0 && Ensemble.SecondsPerStep == 0;

    /// <summary>The next piece of training: to the next evaluation, or as far as the time goes.</summary>
    /// <param name="coreSeconds">Core time that the piece should take.</param>
    public Launch Next(double coreSeconds)
    {
        long left = Run.Schedule.Next(Run.Step) - Run.Step;
        double each = Ensemble.SecondsPerStep * Running;

        // While nothing is known of what a step costs, pieces grow from one step, after a resume as well: nobody can stop a piece.
        double fit = each > 0 ? coreSeconds / each : Math.Max(1, _trained * 3);
        return new Launch(Group.Ensemble, Group.Model.Train, Run.Step, (int)Math.Clamp(fit, 1, Math.Min(left, int.MaxValue))) { Clock = Group.TrainingClock };
    }

    /// <summary>Notes that a launch has run: steps, statuses, evaluation and rules where they are due.</summary>
    /// <param name="launch">What <see cref="Next"/> gave.</param>
    /// <returns>Steps that its models have trained together.</returns>
    public long Took(Launch launch)
    {
        int running = Running;
        double busy = Group.TrainingClock.Seconds - _clock;
        _clock += busy;

        // The first launch of a shape measures the compiler.
        if (busy > 0 && !IsCompiling)
            Ensemble.SecondsPerStep = busy / ((double)running * launch.StepCount);
        Run.Step += launch.StepCount;
        _trained += launch.StepCount;
        Group.UpdateStatus();
        return (long)running * launch.StepCount;
    }

    /// <summary>Whether models are evaluated at this step.</summary>
    public bool IsEvaluationDue => Run.Schedule.IsEvaluation(Run.Step);

    /// <summary>Evaluates the trials, and stops those that a rule names.</summary>
    public void Evaluate()
    {
        _evaluation.Evaluate();
        if (_stop.Halving is { } halving && halving.Rungs.Contains(Run.Step) && Run.Step < Run.Configuration.Steps)
            Halve(halving);
        if (_stop.Minutes is { } minutes && Group.TrainingClock.Seconds > minutes * 60 * Trials.Count && Run.Step < Run.Configuration.Steps)
            Stop(Group.Trials.Where(trial => trial.Status.State == ModelState.Running));
    }

    /// <summary>The rule that stopped a trial, or null: read from what a checkpoint holds, so that a resume tells the same.</summary>
    /// <param name="trial">A trial of the group.</param>
    public string? ReasonOf(Trial trial)
    {
        if (trial.Status.State != ModelState.Stopped)
            return null;
        if (_stop.Plateau is { } plateau && trial.EvaluationsSinceBest >= plateau.Patience)
            return "plateau";
        return _stop.Halving?.Rungs.Contains(trial.Status.Step) == true ? "halving" : "minutes";
    }

    /// <summary>Takes what a checkpoint holds.</summary>
    public void Restore(CheckpointFile checkpoint)
    {
        CheckpointRestore.Into(checkpoint, Run);
        _clock = Group.TrainingClock.Seconds;
    }

    /// <inheritdoc/>
    public void Dispose() => Run.Dispose();

    private int MetricIndex(string name)
    {
        for (int index = 0; index < Run.Metrics.CurveNames.Count; index++)
        {
            if (string.Equals(Run.Metrics.CurveNames[index], name, StringComparison.OrdinalIgnoreCase))
                return index;
        }

        throw new UserErrorException($"There is no metric '{name}' to rank by{NameSuggestion.Hint(name, [.. Run.Metrics.CurveNames])}", exitCode: 2);
    }

    private void Halve(HalvingRule halving)
    {
        Trial[] running = [.. Group.Trials.Where(trial => trial.Status.State == ModelState.Running)];
        int keep = Math.Max(1, (int)Math.Ceiling(halving.Keep * running.Length));

        // What is not a number ranks last; equal values rank by place.
        Stop(running.OrderBy(trial => trial.Curve[^1].Values[_halvingMetric] is var value && double.IsNaN(value) ? double.PositiveInfinity : value).ThenBy(trial => trial.Index).Skip(keep).ToArray());
    }

    private void Stop(IEnumerable<Trial> trials)
    {
        foreach (Trial trial in trials.ToArray())
            Group.Stop(trial, Run.Step);
    }
}
