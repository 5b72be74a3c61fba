using GenGpu.Sweeps.Execution;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GenGpu.Cli.Screen;

/// <summary>Progress of a sweep: a panel drawn in place on a terminal, a plain line every ten seconds elsewhere.</summary>
internal static class SweepScreen
{
    private const int BarWidth = 30;
    private const int MostBest = 8;

    /// <summary>The panel.</summary>
    /// <param name="value">The progress.</param>
    public static IRenderable Render(SweepProgress value)
    {
        double share = value.Total > 0 ? (double)value.Ended / value.Total : 1;
        int filled = (int)Math.Round(share * BarWidth);
        var rows = new List<IRenderable>
        {
            new Text(FormattableString.Invariant($"{new string('━', filled)}{new string('─', BarWidth - filled)} {100 * share:0} %  {Figures.Whole(value.Ended)} of {Figures.Whole(value.Total)} trials{Left(value)}")),
            new Text($"{Counts(value)}; {Figures.Rate(value.TrialsPerSecond)} trials/s, {Figures.Rate(value.StepsPerSecond)} steps/s{Busy(value)}"),
        };
        if (value.Best.Count > 0)
            rows.Add(Best(value));
        return new Rows(rows);
    }

    /// <summary>The line.</summary>
    /// <param name="value">The progress.</param>
    public static string Line(SweepProgress value)
    {
        string best = value.Best.Count == 0 ? "" : $"; best {value.BestMetric} {string.Join(", ", value.Best.Take(3).Select(trial => $"{trial.Model} {Figures.Of(trial.Value)}"))}";
        return FormattableString.Invariant($"{value.Ended} of {value.Total} trials, {Counts(value)}, {Figures.Rate(value.TrialsPerSecond)} trials/s{Left(value)}{best}");
    }

    private static string Counts(SweepProgress value) => FormattableString.Invariant($"{value.Done} done, {value.Running} running, {value.Diverged} diverged, {value.Failed} failed");

    private static string Left(SweepProgress value) => value.TimeLeft is { } left && value.Ended < value.Total ? $", {Figures.Seconds(left.TotalSeconds)} left" : "";

    private static string Busy(SweepProgress value) => double.IsFinite(value.Busy) ? FormattableString.Invariant($", cores {100 * Math.Min(1, value.Busy):0} % busy") : "";

    private static Table Best(SweepProgress value)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("best so far").AddColumn("target").AddColumn(new TableColumn(value.BestMetric).RightAligned()).AddColumn(new TableColumn("floor").RightAligned()).AddColumn("trial").AddColumn("with");
        foreach (BestTrial trial in value.Best.Take(MostBest))
            table.AddRow(Markup.Escape(trial.Model.ToUpperInvariant()), Markup.Escape(trial.Target), Figures.Of(trial.Value), Figures.Of(trial.Floor), trial.Id, Markup.Escape(trial.Configuration));
        return table;
    }
}
