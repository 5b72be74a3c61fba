using GenGpu.Core;
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
/// <param name="Owners">Who works on what.</param>
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
        OwnerStatus[] owners = [.. Lease.All(folder).Where(lease => lease.Owner is not null).Select(lease => new OwnerStatus(lease.Owner!, Lease.StateOf(lease.Owner!, lease.Age), Math.Max(0, lease.Age.TotalSeconds)))];
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
            owners,
            ShardsOf(list, index));
    }

    // Of each division into N shards that has been used: who computed what, and how many trials of every shard have no result.
    private static List<ShardStatus> ShardsOf(TrialList list, ResultIndex index)
    {
        var shards = new List<ShardStatus>();
        var writers = index.Writers.Select((writer, segment) => (Writer: writer, Written: index.Written[segment])).Where(pair => pair.Writer is not null);
        foreach (var division in writers.GroupBy(pair => Shard.Parse(pair.Writer!.Shard).Count).OrderBy(division => division.Key))
        {
            int[] assigned = Shard.Assign(list, division.Key);
            int[] missing = new int[division.Key], trials = new int[division.Key];
            foreach (SweepTrial trial in list.Trials)
            {
                trials[assigned[trial.Index]]++;
                if (index.StateOf(trial.Id) == TrialState.Pending)
                    missing[assigned[trial.Index]]++;
            }

            var byShard = division.ToLookup(pair => Shard.Parse(pair.Writer!.Shard).Index);
            for (int shard = 0; shard < division.Key; shard++)
            {
                string[] where = [.. byShard[shard].Select(pair => pair.Writer!.Job is { } job ? $"{pair.Writer.Host} ({job})" : pair.Writer.Host).Distinct()];
                shards.Add(new ShardStatus(new Shard(shard, division.Key).ToString(), trials[shard], missing[shard], byShard[shard].Count(), byShard[shard].Sum(pair => pair.Written), where));
            }
        }

        return shards;
    }
}
