using System.Diagnostics;

namespace GenGpu.Core.Accelerators;

/// <summary>
/// Adds up how long the workers of an accelerator were busy with a launch, in seconds of one worker: a core, or a device that runs one launch at a time. Launches that run side by
/// side each get their own time. Safe to add to from several threads.
/// </summary>
public sealed class LaunchClock
{
    private long _ticks;

    /// <summary>Busy seconds of all workers together.</summary>
    public double Seconds => Volatile.Read(ref _ticks) / (double)Stopwatch.Frequency;

    /// <summary>Adds the time since a moment.</summary>
    /// <param name="begin">What <see cref="Stopwatch.GetTimestamp"/> gave at that moment.</param>
    /// <param name="workers">How many workers were busy all the while.</param>
    public void AddSince(long begin, int workers = 1) => Interlocked.Add(ref _ticks, (Stopwatch.GetTimestamp() - begin) * workers);

    /// <summary>Adds seconds that were measured otherwise, for example by a device's own events.</summary>
    /// <param name="seconds">Seconds of one worker.</param>
    public void Add(double seconds) => Interlocked.Add(ref _ticks, (long)(seconds * Stopwatch.Frequency));
}
