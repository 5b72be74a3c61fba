using GenGpu.Sweeps.Results;

namespace GenGpu.Sweeps.Execution;

/// <summary>How many trials ended how.</summary>
internal sealed class SweepCounts
{
    /// <summary>Trained to the end, or stopped by a rule.</summary>
    public int Done { get; private set; }

    /// <summary>Diverged.</summary>
    public int Diverged { get; private set; }

    /// <summary>Failed.</summary>
    public int Failed { get; private set; }

    /// <summary>All of them.</summary>
    public int Ended => Done + Diverged + Failed;

    /// <summary>Counts one trial.</summary>
    public void Add(TrialState state)
    {
        switch (state)
        {
            case TrialState.Done:
                Done++;
                break;
            case TrialState.Diverged:
                Diverged++;
                break;
            case TrialState.Failed:
                Failed++;
                break;
        }
    }
}
