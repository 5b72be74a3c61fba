using GenGpu.Core;
using GenGpu.Sweeps.Cluster;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;

namespace GenGpu.Sweeps.Reports;

/// <summary>How far a sweep is, from its files alone.</summary>
/// <param name="Name">Name of the sweep.</param>
/// <param name="Trials">All trials.</param>
/// <param name="Done">Trained to the end, or stopped by a rule.</param>
/// <param name="Diverged">Diverged.</param>
/// <param name="Failed">Failed.</param>
/// <param name="Running">Training now, as the leases say.</param>
/// <param name="Interrupted">In checkpoints that nobody works on.</param>
/// <param name="Pending">Not begun.</param>
/// <param name="SecondsLeft">The longest estimate of those who work, or null.</param>
/// <param name="Repeated">Results that were there already: double starts, counted once.</param>
/// <param name="Damage">What of the segments could not be used.</param>
/// <param name="Owners">Who works on what, or died over it.</param>
/// <param name="Shards">Who has worked on what, and what is missing.</param>
public sealed record SweepStatus(
    string Name,
    int Trials,
    int Done,
    int Diverged,
    int Failed,
    int Running,
    int Interrupted,
    int Pending,
    double? SecondsLeft,
    int Repeated,
    SegmentDamage Damage,
    IReadOnlyList<OwnerStatus> Owners,
    IReadOnlyList<ShardStatus> Shards)
{
    /// <summary>What was last given to Slurm, or null.</summary>
    public SubmissionRecord? Submission { get; init; }

    /// <summary>Files of leases that cannot be read, or that speak of another shard than their name: they say nothing of who works.</summary>
    public IReadOnlyList<string> DamagedLeases { get; init; } = [];

    /// <summary>Trials that have ended.</summary>
    public int Ended => Done + Diverged + Failed;

    /// <summary>Reads the state of a folder.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <exception cref="UserErrorException">There is no sweep, or its list is damaged.</exception>
    public static SweepStatus Read(SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        TrialList list = TrialListFile.Read(folder.Path);
        ResultIndex index = ResultIndex.Read(folder.Results);
        int[] counts = new int[4];
        foreach (SweepTrial trial in list.Trials)
            counts[(int)index.StateOf(trial.Id)]++;
        IReadOnlyList<(string Path, LeaseDocument? Owner, TimeSpan Age)> leases = Lease.All(folder);
        OwnerStatus[] owners = [.. leases.Where(lease => lease.Owner is not null).Select(lease => new OwnerStatus(lease.Owner!, Lease.StateOf(lease.Owner!, lease.Age), Math.Max(0, lease.Age.TotalSeconds)))];
        SubmissionRecord? submission = SubmissionRecord.Read(folder);
        OwnerStatus[] present = [.. owners.Where(owner => owner.State != LeaseState.Released)];
        int waiting = counts[(int)TrialState.Pending];
        int running = Math.Min(waiting, owners.Where(owner => owner.State == LeaseState.Live).Sum(owner => owner.Lease.Running));
        int interrupted = Math.Min(waiting - running, Math.Max(0, SweepCheckpoints.CountTrials(folder) - running));
        return new SweepStatus(
            list.Name,
            list.Trials.Count,
            counts[(int)TrialState.Done],
            counts[(int)TrialState.Diverged],
            counts[(int)TrialState.Failed],
            running,
            interrupted,
            waiting - running - interrupted,
            owners.Where(owner => owner.State == LeaseState.Live).Max(owner => owner.Lease.SecondsLeft),
            index.Repeated,
            index.Damage,
            present,
            ShardDivisions.Of(list, index, owners, submission))
        {
            Submission = submission,
            DamagedLeases = [.. leases.Where(lease => lease.Owner is null).Select(lease => lease.Path)],
        };
    }
}
