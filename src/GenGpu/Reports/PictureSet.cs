using GenGpu.Core;
using GenGpu.Storage;
using Microsoft.Extensions.Logging;

namespace GenGpu.Reports;

/// <summary>All pictures of a run: for each a .csv (the data), a .gp (a gnuplot script that redraws it) and a .png.</summary>
public static class PictureSet
{
    private static readonly IPicture[] Pictures = [new MetricsComparisonPicture(), new HistogramPicture(), new LatentManifoldPicture(), new TimelinePicture()];
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Writes and draws every picture that the report has data for, several at a time. Without gnuplot, or when it fails, data and
    /// scripts are written all the same and a warning says what to do.
    /// </summary>
    /// <param name="folder">The output folder; created when missing.</param>
    /// <param name="report">The data.</param>
    /// <param name="logger">Takes the warnings.</param>
    /// <returns>One outcome per picture.</returns>
    /// <exception cref="UserErrorException">A .csv or .gp cannot be written.</exception>
    public static IReadOnlyList<PictureOutcome> Draw(string folder, RunReport report, ILogger logger) =>
        Draw(folder, report, logger, new Gnuplot(Environment.GetEnvironmentVariable("GENGPU_GNUPLOT") is { Length: > 0 } program ? program : "gnuplot", Timeout));

    /// <summary>As the public method, with the program given.</summary>
    internal static IReadOnlyList<PictureOutcome> Draw(string folder, RunReport report, ILogger logger, Gnuplot gnuplot)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(logger);
        Check(report);
        PictureFiles[] pictures = [.. Pictures.SelectMany(picture => picture.Describe(report))];
        foreach (PictureFiles picture in pictures)
        {
            AtomicFile.WriteText(Path.Combine(folder, picture.Name + ".csv"), picture.Csv);
            AtomicFile.WriteText(Path.Combine(folder, picture.Name + ".gp"), picture.Script);
        }

        string absolute = Path.GetFullPath(folder);
        var outcomes = new PictureOutcome[pictures.Length];
        Parallel.For(0, pictures.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            string? problem = gnuplot.Draw(absolute, pictures[i].Name);
            outcomes[i] = new PictureOutcome(Path.Combine(folder, pictures[i].Name + ".png"), problem is null, problem);
        });
        Warn(folder, outcomes, logger);
        return outcomes;
    }

    private static void Warn(string folder, PictureOutcome[] outcomes, ILogger logger)
    {
        if (outcomes.Any(outcome => outcome.Problem == Gnuplot.Missing))
        {
            logger.LogWarning("gnuplot is not installed, so no picture was drawn: install it (Debian, Ubuntu: apt-get install gnuplot-nox fonts-dejavu-core), then run \"gnuplot *.gp\" in {Folder}, where data and scripts are.", folder);
            return;
        }

        foreach (PictureOutcome outcome in outcomes.Where(outcome => !outcome.Drawn))
            logger.LogWarning("{Problem}; the data beside the script are complete.", outcome.Problem);
    }

    private static void Check(RunReport report)
    {
        int dimensions = report.Target.Dimensions;
        if (report.ColumnNames.Count != dimensions)
            throw new ArgumentException($"{report.ColumnNames.Count} column names for {dimensions} dimensions.", nameof(report));
        foreach (ModelReport model in report.Models)
        {
            if (model.FinalSamples is { } final && final.Dimensions != dimensions)
                throw new ArgumentException($"{model.Name} has samples of {final.Dimensions} dimensions, the target of {dimensions}.", nameof(report));
            if (new[] { model.KlDivergence, model.Wasserstein }.Any(curve => curve.Median.Count != model.Steps.Count || curve.Low.Count != model.Steps.Count || curve.High.Count != model.Steps.Count))
                throw new ArgumentException($"The curves of {model.Name} do not have one value per step.", nameof(report));
        }

        if (report.Categories is not null && dimensions != 1)
            throw new ArgumentException("Categories exist for one-dimensional data only.", nameof(report));
    }
}
