using System.Globalization;

namespace GenGpu.Training;

/// <summary>The configuration as names and texts, for comparing two of them and for telling a user what differs.</summary>
public static class ConfigurationText
{
    /// <summary>Every field that decides results, by its option name, in a fixed order.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns>Option name and value.</returns>
    public static IReadOnlyList<(string Option, string Value)> Fields(TrainingConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        CultureInfo invariant = CultureInfo.InvariantCulture;
        return
        [
            ("--target", configuration.Target),
            ("--energy", configuration.Energy ?? ""),
            ("--dimension", configuration.Dimension.ToString(invariant)),
            ("--beta", configuration.Beta.ToString("R", invariant)),
            ("--condition", configuration.Condition ?? ""),
            ("--reference-samples", configuration.ReferenceSamples.ToString(invariant)),
            ("--models", string.Join(',', configuration.Models)),
            ("--budget", configuration.Budget.ToString(invariant)),
            ("--bins", configuration.Bins.ToString(invariant)),
            ("--steps", configuration.Steps.ToString(invariant)),
            ("--batch-size", configuration.BatchSize.ToString(invariant)),
            ("--seeds", configuration.Seeds.ToString(invariant)),
            ("--seed", configuration.Seed.ToString(invariant)),
            ("--protocol", configuration.Protocol),
            ("--snapshot-percent", configuration.SnapshotPercent.ToString("R", invariant)),
            ("--evaluate-every", configuration.EvaluationInterval.ToString(invariant)),
            ("--curve-samples", configuration.CurveSamples.ToString(invariant)),
            ("--final-samples", configuration.FinalSamples.ToString(invariant)),
            ("--layers", configuration.Layers.ToString(invariant)),
            ("--set", string.Join(',', configuration.Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"))),
            ("--stop-metric", configuration.EarlyStopping?.Metric ?? ""),
            ("--patience", configuration.EarlyStopping?.Patience.ToString(invariant) ?? ""),
            ("--from", configuration.From ?? ""),
        ];
    }

    /// <summary>One line with every field that decides results.</summary>
    /// <param name="configuration">The configuration.</param>
    public static string Identity(TrainingConfiguration configuration) =>
        string.Join(' ', Fields(configuration).Select(field => $"{field.Option[2..]}={field.Value}"));

    /// <summary>The fields in which two configurations differ.</summary>
    /// <param name="left">One configuration.</param>
    /// <param name="right">The other.</param>
    /// <returns>Option name and both values.</returns>
    public static IReadOnlyList<(string Option, string Left, string Right)> Differences(TrainingConfiguration left, TrainingConfiguration right) =>
        [.. Fields(left).Zip(Fields(right)).Where(pair => pair.First.Value != pair.Second.Value).Select(pair => (pair.First.Option, pair.First.Value, pair.Second.Value))];
}
