using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Models.Families;

namespace GenGpu.Training;

/// <summary>Everything that a run holds in memory: ensembles, curves, snapshots, times. What a checkpoint stores.</summary>
public sealed class TrainingRun : IDisposable
{
    // A data target is measured with as many samples as it holds points out, too few for a picture.
    private const int PictureSamples = 5_000;

    /// <summary>Creates the ensembles and initialises every model.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="models">One model per family.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="accelerator">What trains; stays the caller's.</param>
    /// <param name="sampleSeed">Seed of samples that are independent of those that a run draws for itself, or null for the run's own.</param>
    public TrainingRun(TrainingConfiguration configuration, IReadOnlyList<TrainableModel> models, ISampleMetrics metrics, IAccelerator accelerator, ulong? sampleSeed = null)
        : this(configuration, [.. Models(models).Select(model => (model, SetupsOf(configuration)))], metrics, accelerator, sampleSeed)
    {
    }

    /// <summary>Creates the ensembles of trials that differ in hyper values as well, and initialises every model.</summary>
    /// <param name="configuration">What all trials share; its seeds and settings do not count.</param>
    /// <param name="groups">Each model with what its trials begin with.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="accelerator">What trains; stays the caller's.</param>
    /// <param name="sampleSeed">Seed of samples that are independent of those that a run draws for itself, or null for the run's own.</param>
    public TrainingRun(TrainingConfiguration configuration, IReadOnlyList<(TrainableModel Model, IReadOnlyList<TrialSetup> Trials)> groups, ISampleMetrics metrics, IAccelerator accelerator, ulong? sampleSeed = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(accelerator);
        Configuration = configuration;
        Metrics = metrics;
        Accelerator = accelerator;
        SampleSeed = sampleSeed;
        SelectionMetric = Selection(configuration, metrics);
        Schedule = new EvaluationSchedule(configuration.Steps, configuration.EvaluationInterval, configuration.SnapshotPercent);

        // About four pieces of work per core keep all of them busy while samples are drawn.
        int copies = Math.Clamp(4 * Math.Max(1, accelerator.Info.ComputeUnits) / Math.Max(1, groups.Sum(group => group.Trials.Count)), 1, 64);
        var made = new List<TrialGroup>();
        Groups = made;
        try
        {
            foreach ((TrainableModel model, IReadOnlyList<TrialSetup> trials) in groups)
                made.Add(new TrialGroup(accelerator, model, trials, copies, sampleSeed));
            accelerator.Run([.. made.Select(group => new Launch(group.Ensemble, group.Model.Initialise, 0, 1))]);
        }
        catch
        {
            Dispose();
            throw;
        }

        TakeHypers();
    }

    /// <summary>Whether samples of the first trial are kept for pictures.</summary>
    public bool KeepsSamples { get; init; } = true;

    /// <summary>How many trials per family get an exact likelihood: quadrature takes up to seconds per model, and the median over some seeds says enough.</summary>
    public int LikelihoodTrials { get; init; } = 8;

    /// <summary>The configuration.</summary>
    public TrainingConfiguration Configuration { get; }

    /// <summary>The metrics.</summary>
    public ISampleMetrics Metrics { get; }

    /// <summary>What trains.</summary>
    public IAccelerator Accelerator { get; }

    /// <summary>Seed of samples that are independent of those of the run, or null for the run's own.</summary>
    public ulong? SampleSeed { get; }

    /// <summary>One group per family.</summary>
    public IReadOnlyList<TrialGroup> Groups { get; }

    /// <summary>Index, among the curve's metrics, of the one that chooses the best parameters and stops early.</summary>
    public int SelectionMetric { get; }

    /// <summary>When to evaluate and when to keep samples for the timeline.</summary>
    public EvaluationSchedule Schedule { get; }

    /// <summary>Steps done.</summary>
    public long Step { get; set; }

    /// <summary>Evaluations done.</summary>
    public int Evaluations { get; set; }

    /// <summary>True when the final figures are on disk.</summary>
    public bool IsFinished { get; set; }

    /// <summary>Snapshots for the timeline, in the order of steps.</summary>
    public List<TimelineSnapshot> Timeline { get; } = [];

    /// <summary>Time per phase.</summary>
    public PhaseTimes Times { get; } = new();

    /// <summary>Samples to keep for pictures: those that metrics look at, or more where metrics use few.</summary>
    /// <param name="wanted">The number for targets that can be sampled without end.</param>
    public int PictureCount(int wanted) => Math.Max(Metrics.SampleCount(wanted), Math.Min(wanted, PictureSamples));

    /// <summary>Gives the copies that sample the hyper values of the models that train.</summary>
    public void TakeHypers()
    {
        foreach (TrialGroup group in Groups)
        {
            for (int trial = 0; trial < group.Trials.Count; trial++)
                group.Sampler.TakeHypers(trial, group.Ensemble, trial);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TrialGroup group in Groups)
            group.Dispose();
    }

    private static IReadOnlyList<TrainableModel> Models(IReadOnlyList<TrainableModel> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return models;
    }

    private static IReadOnlyList<TrialSetup> SetupsOf(TrainingConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return [.. Enumerable.Range(0, configuration.Seeds).Select(trial => new TrialSetup(null, configuration.SeedOf(trial), null))];
    }

    private static int Selection(TrainingConfiguration configuration, ISampleMetrics metrics)
    {
        if (configuration.EarlyStopping is not { } stopping)
            return 0;
        for (int index = 0; index < metrics.CurveNames.Count; index++)
        {
            if (string.Equals(metrics.CurveNames[index], stopping.Metric, StringComparison.OrdinalIgnoreCase))
                return index;
        }

        throw new GenGpu.Core.UserErrorException($"There is no metric '{stopping.Metric}' to stop on{GenGpu.Core.NameSuggestion.Hint(stopping.Metric, [.. metrics.CurveNames])}", exitCode: 2);
    }
}
