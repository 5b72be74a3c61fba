namespace GenGpu.Sweeps.Execution;

/// <summary>Who works on a part of a sweep, and how far it is: the content of a lease.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Token">Tells owners apart.</param>
/// <param name="Host">The machine.</param>
/// <param name="Process">Its process id.</param>
/// <param name="ProcessStarted">When the process began, in universal time: process ids are used again.</param>
/// <param name="Job">The cluster's name for the task, the same after a requeue; null without a cluster.</param>
/// <param name="Shard">The part, as i/N.</param>
/// <param name="Since">When the work began, in universal time.</param>
/// <param name="Trials">Trials of the part.</param>
/// <param name="Ended">Of these, ended.</param>
/// <param name="Running">Of these, training now.</param>
/// <param name="SecondsLeft">Estimate of the time left, or null.</param>
public sealed record LeaseDocument(string Schema, string Token, string Host, int Process, DateTime ProcessStarted, string? Job, string Shard, DateTime Since, int Trials, int Ended, int Running, double? SecondsLeft)
{
    /// <summary>The schema that this version writes.</summary>
    public const string CurrentSchema = "gengpu/lease/1";

    /// <summary>Processes that have worked on the shard so far, this one included.</summary>
    public int Starts { get; init; } = 1;

    /// <summary>How often the cluster has started the task again.</summary>
    public int Restarts { get; init; }

    /// <summary>How the work ended, in words; null while it goes on.</summary>
    public string? End { get; init; }
}
