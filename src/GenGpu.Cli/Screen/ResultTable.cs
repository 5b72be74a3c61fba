using GenGpu.Training;
using Spectre.Console;

namespace GenGpu.Cli.Screen;

/// <summary>The table at the end of a run, with the notes that it needs to be read rightly.</summary>
internal static class ResultTable
{
    private const int MaximumWidth = 120;

    /// <summary>Prints a summary.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="folder">The output folder, or null when nothing was written.</param>
    /// <param name="streams">Where to print.</param>
    public static void Print(SummaryDocument summary, string? folder, Streams streams)
    {
        int width = Math.Min(streams.Width, MaximumWidth);
        IAnsiConsole console = Consoles.Create(streams.Out, streams.OutIsTerminal, streams.Colours, width);
        console.WriteLine();
        console.Write(new Text(Title(summary), new Style(decoration: streams.Colours ? Decoration.Bold : Decoration.None)));
        console.WriteLine();
        if (summary.Configuration.Energy is null)
        {
            foreach (FigureTable? table in new[] { Build(summary), ConditionTable.Build(summary), ModeTable.Build(summary), AdversaryTable.Build(summary) })
                table?.Write(console);
        }
        else
        {
            EnergyTable.Print(summary, console);
        }

        foreach (string note in summary.Notes)
            Wrap(streams.Out, " - ", note, width);
        streams.Out.WriteLine();
        foreach (string line in Times(summary).Split('\n'))
            Wrap(streams.Out, "", line, width);
        if (folder is not null)
            streams.Out.WriteLine($"Pictures, tables, weights and samples: {folder.TrimEnd('/')}{Path.DirectorySeparatorChar}");
    }

    // A hanging indent as wide as the bullet; Spectre would pad every line with blanks to the full width.
    private static void Wrap(TextWriter writer, string bullet, string note, int width)
    {
        string line = bullet;
        foreach (string word in note.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + 1 + word.Length > width && line.Length > bullet.Length)
            {
                writer.WriteLine(line);
                line = new string(' ', bullet.Length);
            }

            line += (line.Length > bullet.Length ? " " : "") + word;
        }

        writer.WriteLine(line);
    }

    private static FigureTable Build(SummaryDocument summary)
    {
        string kld = Name(summary, "kld", "kldAxes");
        string w1 = Name(summary, "w1", "slicedW1");
        string kldTitle = kld == "kldAxes" ? "mean KLD" : "KLD";
        bool exact = summary.Models.Any(model => model.Final?.Likelihood?.KlDivergence is not null);
        var table = new FigureTable("model");
        void Add(params string[] titles) => Array.ForEach(titles, table.AddColumn);
        Add("param-\neters", $"{kldTitle}\nlast", $"{kldTitle}\nbest", "KLD\nfloor");
        string first = w1 == "slicedW1" ? "sliced\nW1 " : "W1\n";
        Add($"{first}last", $"{first}best", $"{first}floor");
        if (exact)
            Add("exact\nKL");
        Add("best at\nstep", "core\ntime", "steps/\ncore-s");
        foreach (SummaryModel model in summary.Models)
        {
            SummaryFigures? any = model.Final ?? model.Best;
            var cells = new List<string>
            {
                Figures.Whole(model.Parameters),
                Cell(model.Final, kld), Cell(model.Best, kld), Floor(any, kld),
                Cell(model.Final, w1), Cell(model.Best, w1), Floor(any, w1),
            };
            if (exact)
                cells.Add(Divergence(model.Final?.Likelihood));
            cells.Add(Figures.Whole(model.Best?.Steps ?? double.NaN));
            cells.Add(Figures.Seconds(model.CoreSeconds));
            cells.Add(Figures.Rate(model.ModelStepsPerCoreSecond));
            table.AddRow(Label(model), cells);
        }

        return table;
    }

    /// <summary>Name of a model with its trials and what became of them.</summary>
    /// <param name="model">The model.</param>
    internal static string Label(SummaryModel model)
    {
        string label = model.Model.ToUpperInvariant();
        if (model.Trials > 1)
            label += FormattableString.Invariant($"\n{model.Trials} seeds");
        if (model.Diverged > 0)
            label += model.Trials == 1 ? "\ndiverged" : FormattableString.Invariant($"\n{model.Diverged} diverged");
        if (model.Stopped > 0)
            label += model.Trials == 1 ? "\nstopped early" : FormattableString.Invariant($"\n{model.Stopped} stopped early");
        return label;
    }

    private static string Divergence(SummaryLikelihood? likelihood) =>
        (likelihood is { IsBound: true, KlDivergence: not null } ? "≤ " : "") + Figures.Of(likelihood?.KlDivergence ?? double.NaN);

    /// <summary>A figure; with several seeds the median, and below it the range.</summary>
    /// <param name="figures">Figures of a model, or null.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="format">How to write numbers; null for three significant digits.</param>
    internal static string Cell(SummaryFigures? figures, string metric, Func<double, string>? format = null)
    {
        format ??= Figures.Of;
        if (figures?.Metrics.GetValueOrDefault(metric) is not { } value)
            return "-";
        return value.Seeds > 1 ? $"{format(value.Median)}\n[{format(value.Low)},\n{format(value.High)}]" : format(value.Median);
    }

    /// <summary>The floor of a figure.</summary>
    /// <param name="figures">Figures of a model, or null.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="format">How to write numbers; null for three significant digits.</param>
    internal static string Floor(SummaryFigures? figures, string metric, Func<double, string>? format = null) => (format ?? Figures.Of)(figures?.Metrics.GetValueOrDefault(metric)?.Floor ?? double.NaN);

    private static string Name(SummaryDocument summary, string first, string second) =>
        summary.Models.Any(model => (model.Final ?? model.Best)?.Metrics.ContainsKey(first) ?? false) ? first : second;

    private static string Title(SummaryDocument summary)
    {
        TrainingConfiguration c = summary.Configuration;
        string bins = c.Bins > 0 ? FormattableString.Invariant($", {c.Bins} bins") : "";
        string seeds = c.Seeds == 1 ? FormattableString.Invariant($"seed {c.Seed}") : FormattableString.Invariant($"median [range] of {c.Seeds} seeds");
        string protocol = c.Energy is null ? $", protocol {c.Protocol}" : "";
        return FormattableString.Invariant($"{summary.Target}: budget {Figures.Whole(c.Budget)}, {Figures.Whole(c.Steps)} steps of {c.BatchSize}{bins}, {seeds}{protocol}, {summary.Accelerator}");
    }

    private static string Times(SummaryDocument summary)
    {
        double total = summary.Seconds.Values.Sum();
        bool isAgain = summary.SampleSeed is not null;
        string share = string.Join(", ", summary.Seconds.Select(phase => FormattableString.Invariant($"{phase.Key} {Figures.Seconds(phase.Value)} ({(total > 0 ? 100 * phase.Value / total : 0):0} %)")));
        string meaning = summary.Models.Any(model => double.IsFinite(model.CoreSeconds)) ? $"\nCore time: seconds that cores, or a device's kernels, were busy with a model's training{(isAgain ? " in the run itself" : "")}, added up." : "";
        return isAgain ? $"Evaluated in {Figures.Seconds(total)}.{meaning}" : $"{Figures.Seconds(total)} in all: {share}{meaning}";
    }
}
