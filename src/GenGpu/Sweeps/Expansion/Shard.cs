using System.Globalization;
using GenGpu.Core;

namespace GenGpu.Sweeps.Expansion;

/// <summary>
/// One of N parts of a sweep of about equal cost. Trials are dealt out one by one, ensemble after ensemble, so that every shard gets its share of each kind of model. The shards of any N
/// are disjoint and together hold every trial, whichever of them run; a shard is a function of the list and N alone.
/// </summary>
/// <param name="Index">Which part, 0 to Count - 1.</param>
/// <param name="Count">Number of parts, N.</param>
public readonly record struct Shard(int Index, int Count)
{
    /// <summary>Most parts of a sweep.</summary>
    public const int MostCount = 10_000;

    /// <summary>The whole sweep.</summary>
    public static Shard Whole => new(0, 1);

    /// <summary>Reads <c>i/N</c>.</summary>
    /// <param name="text">The text, for example <c>3/64</c>: i counts from 0.</param>
    /// <exception cref="UserErrorException">It has another form; exit code 2.</exception>
    public static Shard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text) ?? throw new UserErrorException(FormattableString.Invariant($"--shard {text}: write i/N with i from 0 to N - 1 and N at most {MostCount}, for example --shard 0/4 to --shard 3/4."), exitCode: 2);
    }

    /// <summary>Reads <c>i/N</c>; null where it has another form.</summary>
    /// <param name="text">The text, or null.</param>
    public static Shard? TryParse(string? text) =>
        text?.Split('/') is [{ } first, { } second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && index < count && count <= MostCount
            ? new Shard(index, count)
            : null;

    /// <summary>The trials of this shard, in the order of the list.</summary>
    /// <param name="list">The sweep's trials.</param>
    public IReadOnlyList<SweepTrial> Of(TrialList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        if (Count == 1)
            return list.Trials;
        int[] shards = Assign(list, Count);
        int index = Index;
        return [.. list.Trials.Where(trial => shards[trial.Index] == index)];
    }

    /// <summary>Which shard each trial is in.</summary>
    /// <param name="list">The sweep's trials.</param>
    /// <param name="count">Number of shards.</param>
    /// <returns>One number per trial, in the order of the list.</returns>
    public static int[] Assign(TrialList list, int count)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int[] shards = new int[list.Trials.Count];
        var units = new List<(IReadOnlyList<SweepTrial> Trials, double Cost)>();
        foreach (IReadOnlyList<SweepTrial> group in EnsembleKeys.Group(list, list.Trials))
        {
            double cost = TrialCost.Of(list.ConfigurationOf(group[0]));
            units.AddRange(EnsembleKeys.Cohorts(list, group).Select(cohort => (cohort, cost * cohort.Count)));
        }

        // The longest first, each to the shard with the least work: no two shards differ by more than one unit. The sort is stable, so equal ones are dealt out in turn.
        var loads = new PriorityQueue<int, (double Load, int Shard)>(Enumerable.Range(0, count).Select(shard => (shard, (0.0, shard))));
        foreach ((IReadOnlyList<SweepTrial> trials, double cost) in units.OrderByDescending(unit => unit.Cost))
        {
            loads.TryPeek(out int shard, out (double Load, int Shard) least);
            loads.DequeueEnqueue(shard, (least.Load + cost, shard));
            foreach (SweepTrial trial in trials)
                shards[trial.Index] = shard;
        }

        return shards;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
