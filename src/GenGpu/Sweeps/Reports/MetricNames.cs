using GenGpu.Core;
using GenGpu.Sweeps.Results;

namespace GenGpu.Sweeps.Reports;

/// <summary>The figures of a trial by name: metrics of the last parameters by their own name, those of the best ones behind <c>best.</c>, and what else is counted.</summary>
public static class MetricNames
{
    /// <summary>Begins the figures of the best parameters.</summary>
    public const string BestPrefix = "best.";

    /// <summary>A figure, or null where the trial has none.</summary>
    /// <param name="document">How the trial ended.</param>
    /// <param name="name">For example <c>kld</c>, <c>best.kld</c>, <c>exact_kl</c>, <c>parameters</c>, <c>core_seconds</c>.</param>
    public static double? Find(TrialDocument document, string name)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(name);
        double value = double.NaN;
        bool found = name.StartsWith(BestPrefix, StringComparison.Ordinal)
            ? document.Best?.TryGetValue(name[BestPrefix.Length..], out value) == true
            : document.Final?.TryGetValue(name, out value) == true || document.Likelihood?.TryGetValue(name, out value) == true;
        if (found)
            return value;
        return name switch
        {
            "parameters" when document.State != TrialState.Failed => document.Parameters,
            "steps" when document.State != TrialState.Failed => document.Steps,
            "core_seconds" when document.State != TrialState.Failed => document.Run.CoreSeconds,
            _ => null,
        };
    }

    /// <summary>Names that a trial has figures for.</summary>
    /// <param name="document">How the trial ended.</param>
    public static IEnumerable<string> Of(TrialDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return [.. document.Final?.Keys ?? [], .. document.Likelihood?.Keys ?? [], .. (document.Best?.Keys ?? []).Select(name => BestPrefix + name)];
    }

    /// <summary>A figure's name with its unit, for axes.</summary>
    /// <param name="name">Its name.</param>
    internal static string Label(string name) =>
        name.Replace(BestPrefix, "", StringComparison.Ordinal) is "kld" or "kldAxes" or "exact_kl" ? $"{name} / nats" : name;

    /// <summary>The error for a name that no trial has.</summary>
    /// <param name="name">The name.</param>
    /// <param name="known">Those that there are.</param>
    public static UserErrorException Unknown(string name, IEnumerable<string> known) =>
        new($"No trial has a figure '{name}'{NameSuggestion.Hint(name, [.. known, "parameters", "steps", "core_seconds"])}", exitCode: 2);
}
