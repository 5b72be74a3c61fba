using System.Text;
using GenGpu.Core;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;
using GenGpu.Sweeps.Spec;
using GenGpu.Training;

namespace GenGpu.Sweeps.Reports;

/// <summary>A sweep's configurations with one figure over their seeds: what <c>gengpu sweep best</c> and the report draw on.</summary>
public sealed class SweepTable
{
    private SweepTable(TrialList list, ResultIndex index, string metric, IReadOnlyList<ConfigurationGroup> groups, IReadOnlyList<string> metrics) =>
        (List, Index, Metric, Groups, Metrics) = (list, index, metric, groups, metrics);

    /// <summary>The trials.</summary>
    public TrialList List { get; }

    /// <summary>Their results.</summary>
    public ResultIndex Index { get; }

    /// <summary>Name of the figure.</summary>
    public string Metric { get; }

    /// <summary>The configurations, in the order of the list.</summary>
    public IReadOnlyList<ConfigurationGroup> Groups { get; }

    /// <summary>Names of all figures that trials have.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>Keys in which configurations differ, without the seed.</summary>
    public IReadOnlyList<string> Keys => [.. List.VariedKeys.Where(key => key != TrialFields.Seed)];

    /// <summary>Reads a sweep.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <param name="metric">Name of the figure, or null for the first of the trials' metrics.</param>
    /// <exception cref="UserErrorException">There is no sweep, no result, or no such figure.</exception>
    public static SweepTable Read(SweepFolder folder, string? metric)
    {
        ArgumentNullException.ThrowIfNull(folder);
        TrialList list = TrialListFile.Read(folder.Path);
        ResultIndex index = ResultIndex.Read(folder.Results);
        if (index.Count == 0)
            throw new UserErrorException($"{folder.Path} has no results yet; gengpu sweep status {folder.Path} says how far it is.", exitCode: 4);
        var metrics = new List<string>();
        var rows = new List<(List<SweepTrial> Trials, List<(TrialDocument Document, double? Value)> Results)>();
        var byKey = new Dictionary<string, int>(StringComparer.Ordinal);
        var key = new StringBuilder();
        foreach (SweepTrial trial in list.Trials)
        {
            if (index.StateOf(trial.Id) == TrialState.Pending)
                continue;
            TrialDocument document = index.Document(trial.Id);
            foreach (string name in MetricNames.Of(document))
            {
                if (!metrics.Contains(name))
                    metrics.Add(name);
            }

            metric ??= document.CurveMetrics is [var first, ..] ? first : null;
            key.Clear();
            foreach ((string own, TrialValue? value) in trial.Own)
            {
                if (own != TrialFields.Seed)
                    key.Append(own).Append('=').Append(value?.Text ?? "none").Append('\n');
            }

            if (!byKey.TryGetValue(key.ToString(), out int row))
            {
                byKey.Add(key.ToString(), row = rows.Count);
                rows.Add(([], []));
            }

            rows[row].Trials.Add(trial);
            rows[row].Results.Add((document with { CurveMetrics = null }, metric is null ? null : MetricNames.Find(document, metric)));
        }

        metric ??= "kld";
        if (!rows.Any(row => row.Results.Any(result => result.Value is not null)))
            throw metrics.Count == 0 ? new UserErrorException($"No trial in {folder.Path} has figures: all that have ended diverged or failed.", exitCode: 3) : MetricNames.Unknown(metric, metrics);
        return new SweepTable(list, index, metric, [.. rows.Select(row => Group(metric, row.Trials, row.Results))], metrics);
    }

    /// <summary>The best configurations, so many for every combination of some keys.</summary>
    /// <param name="by">Keys, for example model and target.</param>
    /// <param name="top">Rows per combination.</param>
    /// <param name="largest">Whether larger is better.</param>
    /// <exception cref="UserErrorException">A key does not exist.</exception>
    public IReadOnlyList<ConfigurationGroup> Best(IReadOnlyList<string> by, int top, bool largest)
    {
        ArgumentNullException.ThrowIfNull(by);
        string[] known = [.. List.Base.Select(entry => entry.Key).Concat(List.VariedKeys).Distinct()];
        if (by.FirstOrDefault(key => !known.Contains(key)) is { } unknown)
            throw new UserErrorException($"No trial has a key '{unknown}'{NameSuggestion.Hint(unknown, known)}", exitCode: 2);
        return [.. Groups.Where(group => group.Values.Count > 0)
            .GroupBy(group => string.Join('\n', by.Select(key => List.ValueOf(group.First, key)?.Text ?? "")))
            .SelectMany(groups => groups.OrderBy(group => largest ? -group.Median : group.Median).ThenBy(group => group.First.Index).Take(top))];
    }

    private static ConfigurationGroup Group(string metric, List<SweepTrial> trials, List<(TrialDocument Document, double? Value)> results)
    {
        double[] values = [.. results.Select(result => result.Value ?? double.NaN).Where(value => !double.IsNaN(value))];
        (double median, double low, double high) = Bootstrap.Median(values);
        TrialDocument? any = results.Select(result => result.Document).FirstOrDefault(document => document.Floors is not null);
        string plain = metric.StartsWith(MetricNames.BestPrefix, StringComparison.Ordinal) ? metric[MetricNames.BestPrefix.Length..] : metric;
        return new ConfigurationGroup(
            trials,
            values,
            results.Count(result => result.Document.State == TrialState.Diverged),
            results.Count(result => result.Document.State == TrialState.Failed),
            median,
            low,
            high,
            any?.Floors?.TryGetValue(plain, out double floor) == true ? floor : double.NaN,
            results.Max(result => result.Document.Parameters),
            SeedStatistics.MedianOf(results.Where(result => result.Document.State != TrialState.Failed).Select(result => result.Document.Run.CoreSeconds)));
    }
}
