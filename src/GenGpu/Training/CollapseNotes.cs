namespace GenGpu.Training;

/// <summary>Warnings about models that leave out modes of their target, which divergences of histograms show late or not at all.</summary>
internal static class CollapseNotes
{
    private const int NamedModes = 8;
    private const int NamedTrials = 3;

    /// <summary>The warnings of a run.</summary>
    /// <param name="target">Name of the target.</param>
    /// <param name="modes">Number of its modes.</param>
    /// <param name="models">The families.</param>
    public static IEnumerable<string> Of(string target, int modes, IReadOnlyList<SummaryModel> models)
    {
        foreach (SummaryModel model in models)
        {
            SummaryTrial[] collapsed = [.. model.Seeds.Where(trial => trial.MissingModes is { Count: > 0 })];
            string name = model.Model.ToUpperInvariant();
            if (collapsed.Length <= NamedTrials)
            {
                foreach (SummaryTrial trial in collapsed)
                    yield return FormattableString.Invariant($"WARNING: {name} with seed {trial.Seed} has collapsed: it leaves out {trial.MissingModes!.Count} of the {modes} modes of {target}, {List(trial.MissingModes)} (less than a tenth of the samples that belong around each).");
                continue;
            }

            string[] often = [.. collapsed.SelectMany(trial => trial.MissingModes!).GroupBy(mode => mode).OrderByDescending(group => group.Count())
                .Select(group => FormattableString.Invariant($"{group.Key} in {group.Count()} seeds"))];
            yield return FormattableString.Invariant($"WARNING: {name} has collapsed in {collapsed.Length} of {model.Seeds.Count} seeds: modes of {target} are left out, {List(often)} (summary.json has every seed's).");
        }
    }

    private static string List(IReadOnlyList<string> names) => names.Count <= NamedModes
        ? string.Join(", ", names)
        : FormattableString.Invariant($"{string.Join(", ", names.Take(NamedModes))} and {names.Count - NamedModes} more");
}
