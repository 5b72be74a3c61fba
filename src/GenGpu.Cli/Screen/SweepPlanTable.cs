using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using Spectre.Console;

namespace GenGpu.Cli.Screen;

/// <summary>What <c>gengpu sweep run --dry-run</c> shows.</summary>
internal static class SweepPlanTable
{
    private const int Shown = 20;
    private const int MostKeys = 8;

    /// <summary>Prints the trials and the ensembles.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="estimates">One per shape.</param>
    /// <param name="cores">Cores that would train.</param>
    /// <param name="streams">Where to print.</param>
    public static void Print(SweepPlan plan, IReadOnlyList<EnsembleEstimate> estimates, int cores, Streams streams)
    {
        IAnsiConsole console = Consoles.Create(streams.Out, streams.OutIsTerminal, streams.Colours, streams.Width);
        Trials(console, plan.List);
        Ensembles(console, estimates);
        string left = (plan.Excluded > 0 ? FormattableString.Invariant($", {plan.Excluded} excluded") : "") + (plan.Duplicates > 0 ? FormattableString.Invariant($", {plan.Duplicates} equal to earlier ones") : "");
        double training = estimates.Sum(estimate => estimate.TrainingSeconds * estimate.Trials) / cores, evaluation = estimates.Sum(estimate => estimate.EvaluationSeconds * estimate.Trials);
        console.WriteLine(FormattableString.Invariant($"{plan.List.Name}: {Figures.Whole(plan.List.Trials.Count)} trials in {estimates.Count} ensemble{(estimates.Count == 1 ? "" : "s")}{left}"));
        console.WriteLine(FormattableString.Invariant($"about {Figures.Seconds(training + evaluation)} on {cores} core{(cores == 1 ? "" : "s")}: training {Figures.Seconds(training)}, evaluation {Figures.Seconds(evaluation)} (measured on a few steps)"));
    }

    private static void Trials(IAnsiConsole console, TrialList list)
    {
        string[] keys = [.. list.VariedKeys.Take(MostKeys)];
        Table table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("trial").RightAligned()).AddColumn("id");
        foreach (string key in keys)
            table.AddColumn(new TableColumn(Markup.Escape(key)).RightAligned());
        foreach (SweepTrial trial in list.Trials.Take(Shown))
            table.AddRow([FormattableString.Invariant($"{trial.Index}"), trial.Id, .. keys.Select(key => Markup.Escape(list.ValueOf(trial, key)?.Text ?? "-"))]);
        console.Write(table);
        if (list.Trials.Count > Shown)
            console.WriteLine(FormattableString.Invariant($"... and {list.Trials.Count - Shown} more; trials.jsonl of the run lists all"));
        if (list.VariedKeys.Count > MostKeys)
            console.WriteLine($"other keys that differ: {string.Join(", ", list.VariedKeys.Skip(MostKeys))}");
    }

    private static void Ensembles(IAnsiConsole console, IReadOnlyList<EnsembleEstimate> estimates)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("ensemble").AddColumn("target");
        foreach (string title in new[] { "parameters", "batch", "steps", "trials", "memory / trial", "training / trial", "figures / trial" })
            table.AddColumn(new TableColumn(title).RightAligned());
        foreach (EnsembleEstimate estimate in estimates.Take(2 * Shown))
        {
            bool runs = estimate.Problem is null;
            table.AddRow(
                Markup.Escape(estimate.Model.ToUpperInvariant()), Markup.Escape(estimate.Target), runs ? Figures.Whole(estimate.Parameters) : "-", Figures.Whole(estimate.BatchSize), Figures.Whole(estimate.Steps), Figures.Whole(estimate.Trials),
                runs ? Bytes(estimate.BytesPerTrial) : "-", runs ? $"{Figures.Seconds(estimate.TrainingSeconds)}" : "cannot run", runs ? Figures.Seconds(estimate.EvaluationSeconds) : "-");
        }

        console.Write(table);
        foreach (EnsembleEstimate estimate in estimates.Where(estimate => estimate.Problem is not null))
            console.WriteLine($"{estimate.Trials} trial{(estimate.Trials == 1 ? "" : "s")} of {estimate.Model.ToUpperInvariant()} will fail: {estimate.Problem}");
    }

    private static string Bytes(long bytes) => bytes < 1 << 20 ? FormattableString.Invariant($"{bytes / 1024.0:0.0} KiB") : FormattableString.Invariant($"{bytes / 1048576.0:0.0} MiB");
}
