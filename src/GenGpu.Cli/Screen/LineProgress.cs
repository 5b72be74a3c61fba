using System.Text;
using GenGpu.Training;

namespace GenGpu.Cli.Screen;

/// <summary>Progress for files and job logs: one plain line every ten seconds.</summary>
/// <param name="writer">Takes the lines.</param>
internal sealed class LineProgress(TextWriter writer) : IProgress<TrainProgress>
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);
    private TimeSpan _last = TimeSpan.Zero;

    /// <inheritdoc/>
    public void Report(TrainProgress value)
    {
        if (value.Elapsed - _last < _interval)
            return;
        _last = value.Elapsed;
        writer.WriteLine(Line(value));
    }

    /// <summary>The line of one moment.</summary>
    /// <param name="value">The progress.</param>
    public static string Line(TrainProgress value)
    {
        var line = new StringBuilder();
        string phase = value.Phase == TrainingPhase.Evaluate && value.Step == value.Steps ? "final figures, " : "";
        line.Append(FormattableString.Invariant($"{phase}step {value.Step} of {value.Steps}, {Figures.Rate(value.StepsPerSecond)} steps/s"));
        if (value.TimeLeft is { } left && value.Step < value.Steps)
            line.Append(FormattableString.Invariant($", {Figures.Seconds(left.TotalSeconds)} left"));
        if (value.CheckpointAge is { } age)
            line.Append(FormattableString.Invariant($", checkpoint {Figures.Seconds(age.TotalSeconds)} old"));
        foreach (ModelProgress model in value.Models)
        {
            line.Append(FormattableString.Invariant($"; {model.Model} loss {Figures.Of(model.Loss)} {value.MetricName} {Figures.Of(model.Metric)}"));
            if (model.Diverged > 0)
                line.Append(FormattableString.Invariant($" ({model.Diverged} diverged)"));
        }

        return line.ToString();
    }
}
