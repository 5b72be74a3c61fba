namespace GenGpu.Training;

/// <summary>
/// The steps after which models are evaluated: every multiple of the interval, every snapshot of the timeline, and the last step.
/// </summary>
public sealed class EvaluationSchedule
{
    private readonly long _interval;
    private readonly long[] _snapshots;

    /// <summary>Creates the schedule.</summary>
    /// <param name="steps">Training steps, at least 1.</param>
    /// <param name="interval">Steps between evaluations, at least 1.</param>
    /// <param name="snapshotPercent">Percent of training between snapshots; 0 for none.</param>
    public EvaluationSchedule(long steps, long interval, double snapshotPercent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, 1);
        Steps = steps;
        _interval = interval;
        var snapshots = new SortedSet<long>();
        if (snapshotPercent > 0)
        {
            for (int index = 1; index * snapshotPercent < 100; index++)
                snapshots.Add(Math.Clamp((long)Math.Round(steps * index * snapshotPercent / 100), 1, steps));
            snapshots.Add(steps);
        }

        _snapshots = [.. snapshots];
    }

    /// <summary>Training steps.</summary>
    public long Steps { get; }

    /// <summary>The steps whose samples are kept for the timeline, ascending.</summary>
    public IReadOnlyList<long> Snapshots => _snapshots;

    /// <summary>Whether models are evaluated after this many steps.</summary>
    /// <param name="step">Steps done.</param>
    public bool IsEvaluation(long step) => step > 0 && (step % _interval == 0 || step == Steps || IsSnapshot(step));

    /// <summary>Whether samples are kept after this many steps.</summary>
    /// <param name="step">Steps done.</param>
    public bool IsSnapshot(long step) => Array.BinarySearch(_snapshots, step) >= 0;

    /// <summary>The next step after which models are evaluated.</summary>
    /// <param name="step">Steps done, below <see cref="Steps"/>.</param>
    public long Next(long step)
    {
        long next = Math.Min(Steps, ((step / _interval) + 1) * _interval);
        int index = Array.BinarySearch(_snapshots, step + 1);
        index = index < 0 ? ~index : index;
        return index < _snapshots.Length ? Math.Min(next, _snapshots[index]) : next;
    }
}
