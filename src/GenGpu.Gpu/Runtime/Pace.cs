namespace GenGpu.Gpu.Runtime;

/// <summary>
/// How many steps a kernel call may take: about a tenth of a second by what was measured, so that progress, a stop and checkpoints never wait
/// long, and no watchdog of a display driver ends the call. It decides when things happen, never what is computed.
/// </summary>
internal sealed class Pace
{
    /// <summary>Seconds of one call.</summary>
    public const double CallSeconds = 0.1;

    // The first calls are slow while caches and clocks warm up, so what they say is trusted step by step.
    private const int Growth = 16;
    private double secondsPerStep;
    private int measuredGroups;
    private int measuredSteps;

    /// <summary>Expected seconds of one step; 0 when nothing is known.</summary>
    /// <param name="groups">Groups of the call.</param>
    public double SecondsPerStep(int groups) => measuredGroups == 0 ? 0 : secondsPerStep * Math.Max(1.0, groups / (double)measuredGroups);

    /// <summary>Steps of the next call.</summary>
    /// <param name="groups">Groups of the call.</param>
    public int Steps(int groups)
    {
        double expected = SecondsPerStep(groups);
        if (expected <= 0)
            return 1;
        return (int)Math.Clamp(Math.Min(CallSeconds / expected, (double)measuredSteps * Growth), 1, int.MaxValue);
    }

    /// <summary>Groups that one step may have so that it ends in time.</summary>
    /// <param name="groups">Groups that are wanted.</param>
    /// <param name="least">Groups below which the device would idle.</param>
    public int Groups(int groups, int least)
    {
        double expected = SecondsPerStep(groups);
        return expected <= CallSeconds ? groups : Math.Clamp((int)(groups * CallSeconds / expected), Math.Min(least, groups), groups);
    }

    /// <summary>Notes a call.</summary>
    /// <param name="groups">Its groups.</param>
    /// <param name="steps">Its steps.</param>
    /// <param name="seconds">What the device took.</param>
    public void Note(int groups, int steps, double seconds)
    {
        measuredGroups = groups;
        measuredSteps = steps;
        secondsPerStep = Math.Max(seconds, 1e-9) / steps;
    }
}
