using System.Diagnostics;

namespace GenGpu.Training;

/// <summary>Wall-clock seconds per phase of a run.</summary>
public sealed class PhaseTimes
{
    private readonly double[] _seconds = new double[Enum.GetValues<TrainingPhase>().Length];

    /// <summary>Seconds of a phase so far.</summary>
    /// <param name="phase">The phase.</param>
    public double this[TrainingPhase phase] => _seconds[(int)phase];

    /// <summary>Seconds of all phases.</summary>
    public double Total => _seconds.Sum();

    /// <summary>Adds seconds that were measured before, by the run that a checkpoint continues.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="seconds">Seconds.</param>
    public void Add(TrainingPhase phase, double seconds) => _seconds[(int)phase] += seconds;

    /// <summary>Times an action.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="action">The action.</param>
    public void Measure(TrainingPhase phase, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        long begin = Stopwatch.GetTimestamp();
        try
        {
            action();
        }
        finally
        {
            Add(phase, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
    }
}
