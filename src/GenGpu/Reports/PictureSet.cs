using GenGpu.Core;
using Microsoft.Extensions.Logging;

namespace GenGpu.Reports;

/// <summary>All pictures of a run on a target: for each a .csv (the data), a .gp (a gnuplot script that redraws it) and a .png.</summary>
public static class PictureSet
{
    private static readonly IPicture[] Pictures = [new MetricsComparisonPicture(), new HistogramPicture(), new ConditionsPicture(), new LatentManifoldPicture(), new ScoreErrorPicture(), new TimelinePicture()];

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
        Draw(folder, report, logger, PictureDrawing.Program);

    /// <summary>As the public method, with the program given.</summary>
    internal static IReadOnlyList<PictureOutcome> Draw(string folder, RunReport report, ILogger logger, Gnuplot gnuplot)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(logger);
        Check(report);
        return PictureDrawing.Draw(folder, [.. Pictures.SelectMany(picture => picture.Describe(report))], logger, gnuplot);
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
