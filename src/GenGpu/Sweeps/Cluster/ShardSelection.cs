using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;

namespace GenGpu.Sweeps.Cluster;

/// <summary>Which shards of a sweep have something to do.</summary>
public static class ShardSelection
{
    /// <summary>The shards with a trial that has no result, or one that is to be trained again.</summary>
    /// <param name="folder">The sweep's folder; it may not exist yet.</param>
    /// <param name="list">The trials.</param>
    /// <param name="count">Number of shards.</param>
    /// <param name="retryFailed">Whether failed trials are trained again.</param>
    /// <param name="retryDiverged">Whether diverged trials are trained again.</param>
    /// <returns>Their numbers, ascending.</returns>
    public static IReadOnlyList<int> Wanted(SweepFolder folder, TrialList list, int count, bool retryFailed, bool retryDiverged)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(list);
        ResultIndex index = ResultIndex.Read(folder.Results);
        int[] shards = Shard.Assign(list, count);
        return [.. list.Trials.Where(trial => index.StateOf(trial.Id) switch
        {
            TrialState.Pending => true,
            TrialState.Failed => retryFailed,
            TrialState.Diverged => retryDiverged,
            _ => false,
        }).Select(trial => shards[trial.Index]).Distinct().Order()];
    }

    /// <summary>Numbers as ranges: <c>0-3,7,9-12</c>.</summary>
    /// <param name="numbers">The numbers, ascending.</param>
    public static string Ranges(IReadOnlyList<int> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        var parts = new List<string>();
        for (int first = 0; first < numbers.Count;)
        {
            int last = first;
            while (last + 1 < numbers.Count && numbers[last + 1] == numbers[last] + 1)
                last++;
            parts.Add(last == first ? FormattableString.Invariant($"{numbers[first]}") : FormattableString.Invariant($"{numbers[first]}-{numbers[last]}"));
            first = last + 1;
        }

        return string.Join(',', parts);
    }
}
