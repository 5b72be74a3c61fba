using GenGpu.Tests.Cli;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Sweeps.Cluster;

/// <summary>The same sweeps, run once on this machine: what every run on a cluster must come to.</summary>
public sealed class SlurmReference : IDisposable
{
    /// <summary>Two kinds of model, twelve trials of milliseconds.</summary>
    public const string Quick = SweepFiles.Tiny;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, (string[] Results, Dictionary<string, string> Tables)> _known = new(StringComparer.Ordinal);

    /// <summary>Two kinds of model, trials of a quarter of a second: long enough to be stopped in the middle.</summary>
    public static string Slow { get; } = SweepFiles.Tiny.Replace("steps: 40, batch-size: 16, evaluate-every: 20", "steps: 20000, batch-size: 16, evaluate-every: 10000", StringComparison.Ordinal);

    /// <summary>The tables that sweep collect makes, by name, but for those that hold times.</summary>
    public IReadOnlyDictionary<string, string> TablesOf(string yaml) => Of(yaml).Tables;

    /// <summary>All results, with curves and weights.</summary>
    public IReadOnlyList<string> ResultsOf(string yaml) => Of(yaml).Results;

    public void Dispose() => _folder.Dispose();

    private (string[] Results, Dictionary<string, string> Tables) Of(string yaml)
    {
        if (_known.TryGetValue(yaml, out (string[] Results, Dictionary<string, string> Tables) known))
            return known;
        string sweep = _folder[FormattableString.Invariant($"sweep{_known.Count}")];
        SweepRuns.Run(sweep, yaml);
        Assert.Equal(0, CliRun.Of("sweep", "collect", sweep).ExitCode);
        known = (SweepRuns.Results(sweep), new[] { "results.csv", "curves.csv" }.ToDictionary(name => name, name => File.ReadAllText(Path.Combine(sweep, "collected", name)), StringComparer.Ordinal));
        _known.Add(yaml, known);
        return known;
    }
}
