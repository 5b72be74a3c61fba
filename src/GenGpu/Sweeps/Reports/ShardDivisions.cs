using GenGpu.Sweeps.Cluster;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;

namespace GenGpu.Sweeps.Reports;

/// <summary>Puts together, from segments, leases and the record of what was submitted, who has worked on which shard.</summary>
internal static class ShardDivisions
{
    /// <summary>Every shard of each division into N that has been used or submitted.</summary>
    public static IReadOnlyList<ShardStatus> Of(TrialList list, ResultIndex index, IReadOnlyList<OwnerStatus> owners, SubmissionRecord? submission)
    {
        var writers = index.Writers.Select((writer, segment) => (Writer: writer, Written: index.Written[segment])).Where(pair => pair.Writer is not null).ToLookup(pair => pair.Writer!.Shard);
        Dictionary<string, OwnerStatus> byShard = owners.ToDictionary(owner => owner.Lease.Shard, StringComparer.Ordinal);
        IEnumerable<int> counts = writers.Select(writer => writer.Key).Concat(byShard.Keys).Select(shard => Shard.Parse(shard).Count);
        var all = new List<ShardStatus>();
        foreach (int count in (submission is null ? counts : counts.Append(submission.Shards)).Distinct().Order())
        {
            int[] assigned = Shard.Assign(list, count);
            int[] missing = new int[count], trials = new int[count];
            foreach (SweepTrial trial in list.Trials)
            {
                trials[assigned[trial.Index]]++;
                if (index.StateOf(trial.Id) == TrialState.Pending)
                    missing[assigned[trial.Index]]++;
            }

            for (int shard = 0; shard < count; shard++)
            {
                string name = new Shard(shard, count).ToString();
                OwnerStatus? owner = byShard.GetValueOrDefault(name);
                WriterInfo[] wrote = [.. writers[name].Select(pair => pair.Writer!)];
                string[] where = [.. wrote.Select(writer => Place(writer.Host, writer.Job)).Concat(owner is null ? [] : [Place(owner.Lease.Host, owner.Lease.Job)]).Distinct()];
                all.Add(new ShardStatus(
                    name,
                    StateOf(missing[shard], owner, wrote.Length > 0),
                    trials[shard],
                    missing[shard],
                    Math.Max(wrote.Length, owner?.Lease.Starts ?? 0),
                    Math.Max(owner?.Lease.Restarts ?? 0, wrote.Length == 0 ? 0 : wrote.Max(writer => writer.Restarts)),
                    writers[name].Sum(pair => pair.Written),
                    where,
                    submission?.Shards == count && submission.TaskOf(shard) is { } task ? $"slurm-{task}" : null,
                    owner?.Lease.End));
            }
        }

        return all;
    }

    private static string Place(string host, string? job) => job is null ? host : $"{host} ({job})";

    // A shard whose trials were trained under another division is done as well.
    private static ShardState StateOf(int missing, OwnerStatus? owner, bool wrote) => owner?.State switch
    {
        LeaseState.Live => ShardState.Running,
        _ when missing == 0 => ShardState.Done,
        LeaseState.Dead or LeaseState.Stale => ShardState.Stale,
        LeaseState.Released => ShardState.Stopped,
        _ => wrote ? ShardState.Stopped : ShardState.NeverStarted,
    };
}
