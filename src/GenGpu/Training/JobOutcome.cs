namespace GenGpu.Training;

/// <summary>What became of a job.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Step">Training steps done.</param>
/// <param name="Summary">The summary of a complete run, also when it was complete before; null when stopped.</param>
public sealed record JobOutcome(JobStatus Status, long Step, SummaryDocument? Summary)
{
    /// <summary>Whether some trials diverged.</summary>
    public bool AnyDiverged => Summary?.Models.Any(model => model.Diverged > 0) ?? false;
}
