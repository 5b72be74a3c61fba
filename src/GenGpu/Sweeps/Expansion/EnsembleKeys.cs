using System.Text;
using GenGpu.Models.Families;
using GenGpu.Sweeps.Spec;

namespace GenGpu.Sweeps.Expansion;

/// <summary>
/// Which trials may share an ensemble: those that differ in seeds and in numbers that shape no program. It is a first sieve that builds no model; what is built
/// decides in the end.
/// </summary>
public static class EnsembleKeys
{
    /// <summary>Groups trials by shape, in the order in which shapes come up.</summary>
    /// <param name="list">The sweep's trials.</param>
    /// <param name="trials">Some of them.</param>
    public static IReadOnlyList<IReadOnlyList<SweepTrial>> Group(TrialList list, IEnumerable<SweepTrial> trials)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(trials);
        var groups = new List<IReadOnlyList<SweepTrial>>();
        var byKey = new Dictionary<string, List<SweepTrial>>(StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (SweepTrial trial in trials)
        {
            string key = KeyOf(list, trial, text.Clear());
            if (!byKey.TryGetValue(key, out List<SweepTrial>? group))
            {
                byKey.Add(key, group = []);
                groups.Add(group);
            }

            group.Add(trial);
        }

        return groups;
    }

    /// <summary>Cuts a group into what must train together: cohorts of successive halving, otherwise single trials.</summary>
    /// <param name="list">The sweep's trials.</param>
    /// <param name="group">Trials of one shape; with successive halving, all of the sweep that have it.</param>
    public static IEnumerable<IReadOnlyList<SweepTrial>> Cohorts(TrialList list, IReadOnlyList<SweepTrial> group)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(group);
        if (group.Count == 0)
            return [];
        HalvingRule? halving = list.StopOf(group[0]).Halving;
        return halving is null ? group.Select(trial => (IReadOnlyList<SweepTrial>)[trial]) : group.GroupBy(trial => trial.Generation).SelectMany(generation => generation.Chunk(halving.Cohort));
    }

    private static string KeyOf(TrialList list, SweepTrial trial, StringBuilder text)
    {
        string family = list.ValueOf(trial, TrialFields.Model)?.Text ?? "";
        foreach ((string key, TrialValue? value) in trial.Own)
        {
            // Of a free number only whether it is there matters; the first trial, which has no keys of its own, sets the pattern.
            if (key == TrialFields.Seed || (value is not null && list.Has(key) && IsFree(family, key)))
                continue;
            text.Append(key).Append('=').Append(value is null ? "none" : IsFree(family, key) ? "*" : value.Value.Text).Append('\n');
        }

        return text.ToString();
    }

    // A number that shapes no program, and so became a hyper value.
    private static bool IsFree(string family, string key)
    {
        if (TrialFields.Find(key) is not null)
            return false;
        string setting = key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return FamilyCatalog.All.FirstOrDefault(known => known.Name == family)?.Settings.FirstOrDefault(known => known.Name == setting) is { IsStructural: false };
    }
}
