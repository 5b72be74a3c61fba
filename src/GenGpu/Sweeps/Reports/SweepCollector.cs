using System.Globalization;
using System.Text;
using CsvHelper;
using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;
using GenGpu.Training;

namespace GenGpu.Sweeps.Reports;

/// <summary>
/// Makes tables of a sweep's results. <c>results.csv</c> and <c>curves.csv</c> hold what does not depend on who computed it and are the same bytes for the same results; <c>timings.csv</c> says how they came about;
/// <c>results.sqlite</c> holds all of it. Safe to repeat at any time.
/// </summary>
public sealed class SweepCollector
{
    private readonly SweepFolder _folder;
    private readonly TrialList _list;
    private readonly ResultIndex _index;
    private readonly List<string> _keys;
    private readonly List<string> _metrics = [];
    private readonly List<string> _floors = [];
    private readonly List<string> _curves = [];

    /// <summary>Reads the list and finds the results.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <exception cref="UserErrorException">There is no sweep, or no result in it.</exception>
    public SweepCollector(SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _folder = folder;
        _list = TrialListFile.Read(folder.Path);
        _index = ResultIndex.Read(folder.Results);
        Ended = [.. _list.Trials.Where(trial => _index.StateOf(trial.Id) != TrialState.Pending)];
        if (Ended.Count == 0)
            throw new UserErrorException($"{folder.Path} has no results yet; gengpu sweep status {folder.Path} says how far it is.", exitCode: 4);
        _keys = [.. _list.Base.Select(entry => entry.Key).Concat(_list.VariedKeys).Distinct().Order(StringComparer.Ordinal)];
        foreach (SweepTrial trial in Ended)
        {
            TrialDocument document = _index.Document(trial.Id);
            AddNew(_metrics, MetricNames.Of(document));
            AddNew(_floors, document.Floors?.Keys ?? []);
            AddNew(_curves, document.CurveMetrics ?? []);
        }
    }

    /// <summary>Trials with a result, in the order of the list.</summary>
    public IReadOnlyList<SweepTrial> Ended { get; }

    /// <summary>Trials without one.</summary>
    public int Missing => _list.Trials.Count - Ended.Count;

    /// <summary>Writes all tables.</summary>
    /// <returns>The files.</returns>
    /// <exception cref="UserErrorException">A file cannot be written.</exception>
    public IReadOnlyList<string> Write()
    {
        string results = In("results.csv"), curves = In("curves.csv"), timings = In("timings.csv"), database = In("results.sqlite");
        Csv(results, Results);
        Csv(curves, Curves);
        Csv(timings, Timings);
        new SweepDatabase(_list, _index, _keys, Ended).Write(database);
        return [results, curves, timings, database];
    }

    /// <summary>Unpacks the weights of the trials that have any, one safetensors file per trial.</summary>
    /// <param name="folder">Where to; created when missing.</param>
    /// <returns>Number of files.</returns>
    /// <exception cref="UserErrorException">A file cannot be read or written.</exception>
    public int UnpackWeights(string folder)
    {
        int count = 0;
        foreach (SweepTrial trial in Ended)
        {
            if (_index.Weights(trial.Id) is not { } weights)
                continue;
            AtomicFile.WriteBytes(Path.Combine(folder, trial.Id + ".safetensors"), weights);
            count++;
        }

        return count;
    }

    private string In(string name) => Path.Combine(_folder.Collected, name);

    private static void AddNew(List<string> names, IEnumerable<string> more)
    {
        foreach (string name in more)
        {
            if (!names.Contains(name))
                names.Add(name);
        }
    }

    private void Results(CsvWriter csv)
    {
        Row(csv, ["trial", "id", "state", "stopped", "steps_done", "parameters", .. _keys, .. _metrics, "best_step", .. _floors.Select(name => $"{name}_floor"), "problem"]);
        foreach (SweepTrial trial in Ended)
        {
            TrialDocument document = _index.Document(trial.Id);
            Row(csv, [
                Text(trial.Index), trial.Id, document.State.ToString().ToLowerInvariant(), document.Stopped ?? "", Text(document.Steps), Text(document.Parameters),
                .. _keys.Select(key => _list.ValueOf(trial, key)?.Text ?? ""),
                .. _metrics.Select(name => Text(MetricNames.Find(document, name))),
                Text(document.BestStep),
                .. _floors.Select(name => Text(document.Floors is { } floors && floors.TryGetValue(name, out double floor) ? floor : null)),
                document.Problem ?? "",
            ]);
        }
    }

    private void Curves(CsvWriter csv)
    {
        Row(csv, ["trial", "id", "step", "loss", .. _curves]);
        foreach (SweepTrial trial in Ended)
        {
            TrialDocument document = _index.Document(trial.Id);
            int[] places = [.. _curves.Select(name => document.CurveMetrics?.ToList().IndexOf(name) ?? -1)];
            foreach (CurvePoint point in _index.Curve(trial.Id))
                Row(csv, [Text(trial.Index), trial.Id, Text(point.Step), Text(point.Loss), .. places.Select(place => Text(place < 0 ? null : point.Values[place]))]);
        }
    }

    private void Timings(CsvWriter csv)
    {
        Row(csv, ["trial", "id", "core_seconds", "attempt", "host", "job", "shard", "accelerator", "device", "gengpu", "numerics"]);
        foreach (SweepTrial trial in Ended)
        {
            TrialDocument document = _index.Document(trial.Id);
            WriterInfo? writer = _index.WriterOf(trial.Id);
            Row(csv, [Text(trial.Index), trial.Id, Text(document.Run.CoreSeconds), Text(document.Run.Attempt), writer?.Host ?? "", writer?.Job ?? "", writer?.Shard ?? "", writer?.Accelerator ?? "", writer?.Device ?? "", writer?.Gengpu ?? "", Text(writer?.Numerics)]);
        }
    }

    private static void Csv(string path, Action<CsvWriter> write) => AtomicFile.Write(path, stream =>
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        using var csv = new CsvWriter(text, new CsvHelper.Configuration.CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true);
        write(csv);
    });

    private static void Row(CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (string field in fields)
            csv.WriteField(field);
        csv.NextRecord();
    }

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
