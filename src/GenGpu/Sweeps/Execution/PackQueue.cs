using GenGpu.Core.Accelerators;
using GenGpu.Sweeps.Expansion;

namespace GenGpu.Sweeps.Execution;

/// <summary>The trials that wait, by shape; those that take longest come first, so that the last ones to end are short.</summary>
internal sealed class PackQueue
{
    private const double PackSeconds = 60;
    private const long PackBytes = 256L << 20;
    private readonly int _computeUnits;
    private readonly List<Shape> _shapes = [];
    private readonly Queue<IReadOnlyList<SweepTrial>> _alone = new();

    /// <summary>Sorts trials.</summary>
    /// <param name="list">The sweep's trials.</param>
    /// <param name="pending">Those to train.</param>
    /// <param name="ensembleOf">The model of a trial; null when it cannot be built, and then it is handed out alone.</param>
    /// <param name="accelerator">What trains.</param>
    public PackQueue(TrialList list, IEnumerable<SweepTrial> pending, Func<SweepTrial, EnsembleModel?> ensembleOf, IAccelerator accelerator)
    {
        _computeUnits = Math.Max(1, accelerator.Info.ComputeUnits);
        foreach (IReadOnlyList<SweepTrial> group in EnsembleKeys.Group(list, pending))
        {
            EnsembleModel? ensemble = ensembleOf(group[0]);
            if (ensemble is null)
            {
                foreach (SweepTrial trial in group)
                    Alone([trial]);
                continue;
            }

            double flops = ensemble.FlopsPerStep * ensemble.Configuration.Steps;
            _shapes.Add(new Shape(ensemble, flops, new Queue<IReadOnlyList<SweepTrial>>(EnsembleKeys.Cohorts(list, group)), list.StopOf(group[0]).Halving is not null));
        }

        _shapes.Sort((left, right) => right.Flops.CompareTo(left.Flops));
    }

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _alone.Count == 0 && _shapes.Count == 0;

    /// <summary>Floating-point operations that the training of all waiting trials takes, roughly.</summary>
    public double FlopsLeft => _shapes.Sum(shape => shape.Flops * shape.Count);

    /// <summary>Hands trials out one by one, each in a pack of its own: after a failure that may be another's.</summary>
    /// <param name="trials">Trials of one cohort, which stay together.</param>
    public void Alone(IReadOnlyList<SweepTrial> trials) => _alone.Enqueue(trials);

    /// <summary>Whether nothing may run beside the next trials.</summary>
    public bool IsNextAlone => _alone.Count > 0;

    /// <summary>The next trials to train side by side.</summary>
    public IReadOnlyList<SweepTrial> Next()
    {
        if (_alone.TryDequeue(out IReadOnlyList<SweepTrial>? alone))
            return alone;
        Shape shape = _shapes[0];
        int most = MostTrials(shape);
        var trials = new List<SweepTrial>();

        // A cohort is a pack; trials without a cohort fill one.
        while (shape.Waiting.Count > 0 && (trials.Count == 0 || (!shape.IsCohort && trials.Count < most)))
            trials.AddRange(shape.Waiting.Dequeue());
        shape.Count -= trials.Count;
        if (shape.Waiting.Count == 0)
            _shapes.RemoveAt(0);
        return trials;
    }

    /// <summary>Enough models to keep every core busy until the end of a piece, few enough for results to come within a minute or so and for memory.</summary>
    private int MostTrials(Shape shape)
    {
        int full = Math.Max(64, 8 * _computeUnits), least = 2 * _computeUnits;
        double trialSeconds = shape.Ensemble.SecondsPerStep * shape.Ensemble.Configuration.Steps;
        double fit = trialSeconds > 0 ? PackSeconds * _computeUnits / trialSeconds : full;
        int most = (int)Math.Clamp(fit, least, full);
        return (int)Math.Clamp(PackBytes / Math.Max(1, shape.Ensemble.BytesPerTrial), 1, most);
    }

    private sealed record Shape(EnsembleModel Ensemble, double Flops, Queue<IReadOnlyList<SweepTrial>> Waiting, bool IsCohort)
    {
        public int Count { get; set; } = Waiting.Sum(cohort => cohort.Count);
    }
}
