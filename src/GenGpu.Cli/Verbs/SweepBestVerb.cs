using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Reports;
using Spectre.Console;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu sweep best</c>.</summary>
internal static class SweepBestVerb
{
    private const int MostKeys = 8;

    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(SweepBestOptions options, Streams streams)
    {
        if (options.Top < 1)
            throw new UserErrorException(FormattableString.Invariant($"--top must be at least 1, not {options.Top}."), ExitCodes.Usage);
        SweepTable table = SweepTable.Read(new SweepFolder(options.Folder), options.Metric);
        string[] known = [.. table.List.Base.Select(entry => entry.Key).Concat(table.List.VariedKeys)];

        // The default names a key that trials on an energy do not have.
        string[] by = [.. options.By.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(key => key == "target" && !known.Contains(key) ? "energy" : key)];
        IReadOnlyList<ConfigurationGroup> rows = table.Best(by, options.Top, options.Largest);
        string[] keys = [.. by.Concat(table.Keys).Distinct()];
        if (options.Json)
            streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/sweep-best/1", metric = table.Metric, rows = rows.Select(row => Document(table, row, keys)) }));
        else
            Print(table, rows, keys, streams);
        return ExitCodes.Done;
    }

    private static object Document(SweepTable table, ConfigurationGroup row, string[] keys) => new
    {
        configuration = keys.ToDictionary(key => key, key => table.List.ValueOf(row.First, key)?.Text),
        median = row.Median,
        low = row.Low,
        high = row.High,
        floor = row.Floor,
        seeds = row.Values.Count,
        diverged = row.Diverged,
        failed = row.Failed,
        parameters = row.Parameters,
        coreSeconds = row.CoreSeconds,
        trials = row.Trials.Select(trial => trial.Id),
    };

    private static void Print(SweepTable table, IReadOnlyList<ConfigurationGroup> rows, string[] keys, Streams streams)
    {
        IAnsiConsole console = Consoles.Create(streams.Out, streams.OutIsTerminal, streams.Colours, streams.Width);
        Table shown = new Table().Border(TableBorder.Rounded);
        foreach (string key in keys.Take(MostKeys))
            shown.AddColumn(Markup.Escape(key));
        foreach (string title in new[] { table.Metric, "95 % interval", "floor", "seeds", "core time" })
            shown.AddColumn(new TableColumn(Markup.Escape(title)).RightAligned());
        foreach (ConfigurationGroup row in rows)
        {
            string lost = (row.Diverged > 0 ? FormattableString.Invariant($", {row.Diverged} diverged") : "") + (row.Failed > 0 ? FormattableString.Invariant($", {row.Failed} failed") : "");
            shown.AddRow([
                .. keys.Take(MostKeys).Select(key => Markup.Escape(table.List.ValueOf(row.First, key)?.Text ?? "-")),
                Figures.Of(row.Median), $"{Figures.Of(row.Low)} to {Figures.Of(row.High)}", Figures.Of(row.Floor), FormattableString.Invariant($"{row.Values.Count}{lost}"), Figures.Seconds(row.CoreSeconds),
            ]);
        }

        console.Write(shown);
        console.WriteLine("median over seeds with its 95 % bootstrap interval; floor: what a perfect model scores");
        if (keys.Length > MostKeys)
            console.WriteLine($"other keys that differ: {string.Join(", ", keys.Skip(MostKeys))} (--json shows them)");
    }
}
