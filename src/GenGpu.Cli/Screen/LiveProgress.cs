using GenGpu.Training;
using Spectre.Console;

namespace GenGpu.Cli.Screen;

/// <summary>Progress of a run on a terminal: a table that is drawn anew in place.</summary>
internal static class LiveProgress
{
    /// <summary>Shows the progress of some work, from its first message on; remarks before that are printed as they come.</summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="streams">Where to show it.</param>
    /// <param name="logger">Keeps remarks back meanwhile.</param>
    /// <param name="work">The work, done on another thread.</param>
    public static T Show<T>(Streams streams, LineLogger logger, Func<IProgress<TrainProgress>, T> work) =>
        LiveDisplay<TrainProgress>.Show(streams, logger, (value, width) => Render(value).Width(width), work);

    private static Table Render(TrainProgress value)
    {
        double share = value.Steps > 0 ? (double)value.Step / value.Steps : 1;
        int filled = (int)Math.Round(share * 24);
        string bar = new string('━', filled) + new string('─', 24 - filled);
        string left = value.TimeLeft is { } time && value.Step < value.Steps ? $", {Figures.Seconds(time.TotalSeconds)} left" : "";
        string title = value.Phase == TrainingPhase.Evaluate && value.Step == value.Steps
            ? $"{bar} final figures on fresh samples"
            : FormattableString.Invariant($"{bar} {100 * share:0} %  step {Figures.Whole(value.Step)} of {Figures.Whole(value.Steps)}, {Figures.Rate(value.StepsPerSecond)} steps/s{left}");
        Table table = new Table().Border(TableBorder.Rounded).Title(title);
        table.AddColumn("model").AddColumn(Right("loss")).AddColumn(Right(value.MetricName)).AddColumn(Right("best")).AddColumn(Right("floor")).AddColumn("trials");
        foreach (ModelProgress model in value.Models)
        {
            string trials = FormattableString.Invariant($"{model.Running} running")
                + (model.Stopped > 0 ? FormattableString.Invariant($", {model.Stopped} stopped") : "")
                + (model.Diverged > 0 ? FormattableString.Invariant($", {model.Diverged} diverged") : "");
            table.AddRow(model.Model.ToUpperInvariant(), Figures.Of(model.Loss), Figures.Of(model.Metric), Figures.Of(model.Best), Figures.Of(model.Floor), trials);
        }

        return table;
    }

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();
}
