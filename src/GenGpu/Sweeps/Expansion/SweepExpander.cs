using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Spec;
using GenGpu.Training;

namespace GenGpu.Sweeps.Expansion;

/// <summary>
/// Expands a specification into trials. The order is part of the contract: all points of the product of the axes in the order of the file, the last axis fastest, without those that exclude names,
/// and without repetitions of an earlier configuration. The same file gives the same list, always.
/// </summary>
public static class SweepExpander
{
    /// <summary>Most points of a sweep.</summary>
    public const long MostCombinations = 2_000_000;

    /// <summary>Expands.</summary>
    /// <param name="spec">The specification.</param>
    /// <exception cref="UserErrorException">There are too many points or none, or something does not fit; the message says what.</exception>
    public static SweepPlan Expand(SweepSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        long combinations = Count(spec);
        var assembler = new TrialAssembler(spec);
        var values = new Dictionary<string, TrialValue>(spec.Base, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var trials = new List<SweepTrial>();
        long[] matches = new long[spec.Excludes.Count];
        long duplicates = 0;
        TrialList list = new(spec.Name, NumericsVersion.Current, [], []);
        for (long point = 0; point < combinations; point++)
        {
            Place(spec, point, values);
            if (IsExcluded(spec, values, matches))
                continue;
            KeyValuePair<string, TrialValue>[] entries = CanonicalConfiguration.Of(assembler.Assemble(values), spec.Stop);
            string hash = CanonicalConfiguration.Hash(entries, NumericsVersion.Current);
            if (!seen.Add(hash))
            {
                duplicates++;
                continue;
            }

            if (trials.Count == 0)
                list = new TrialList(spec.Name, NumericsVersion.Current, entries, []);
            trials.Add(new SweepTrial(trials.Count, Id(hash, ids), 0, list.Differences(entries)));
        }

        long excluded = combinations - duplicates - trials.Count;
        if (trials.Count == 0)
            throw new DataFormatException(spec.Path, combinations == 0 ? "the sweep has no trials: an axis is empty." : "exclude leaves no trial.");
        assembler.RequireAllUsed();
        string[] notes = [.. Enumerable.Range(0, matches.Length).Where(index => matches[index] == 0)
            .Select(index => FormattableString.Invariant($"entry {index + 1} of exclude ({string.Join(", ", spec.Excludes[index].Keys)}) leaves out nothing"))];
        return new SweepPlan(spec, new TrialList(spec.Name, NumericsVersion.Current, list.Base, trials), combinations, excluded, duplicates, notes);
    }

    private static long Count(SweepSpec spec)
    {
        long count = 1;
        foreach (SweepAxis axis in spec.Axes)
        {
            count *= axis.Points.Count;
            if (count > MostCombinations)
                throw new DataFormatException(spec.Path, FormattableString.Invariant($"the sweep has more than {MostCombinations} trials ({string.Join(" x ", spec.Axes.Select(a => a.Points.Count))}); split it."));
        }

        return count;
    }

    // Mixed radix, the last axis fastest.
    private static void Place(SweepSpec spec, long point, Dictionary<string, TrialValue> values)
    {
        for (int index = spec.Axes.Count - 1; index >= 0; index--)
        {
            SweepAxis axis = spec.Axes[index];
            IReadOnlyList<TrialValue> at = axis.Points[(int)(point % axis.Points.Count)];
            point /= axis.Points.Count;
            for (int name = 0; name < axis.Names.Count; name++)
                values[axis.Names[name]] = at[name];
        }
    }

    private static bool IsExcluded(SweepSpec spec, Dictionary<string, TrialValue> values, long[] matches)
    {
        bool excluded = false;
        for (int index = 0; index < matches.Length; index++)
        {
            if (!spec.Excludes[index].All(pair => values.TryGetValue(pair.Key, out TrialValue value) && pair.Value.Contains(value)))
                continue;
            matches[index]++;
            excluded = true;
        }

        return excluded;
    }

    // Two configurations with the same twelve digits are one case in 10^14 per pair; the later one then takes more digits.
    private static string Id(string hash, HashSet<string> ids)
    {
        int length = CanonicalConfiguration.IdLength;
        while (!ids.Add(hash[..length]))
            length += 4;
        return hash[..length];
    }
}
