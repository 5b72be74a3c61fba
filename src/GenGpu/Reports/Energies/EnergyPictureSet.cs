using GenGpu.Core;
using Microsoft.Extensions.Logging;

namespace GenGpu.Reports.Energies;

/// <summary>All pictures of a run on an energy: for each a .csv (the data), a .gp (a gnuplot script that redraws it) and a .png.</summary>
public static class EnergyPictureSet
{
    /// <summary>The kinds of pictures, in the order of lists.</summary>
    internal static IReadOnlyList<IEnergyPicture> Pictures { get; } =
        [new FreeEnergyPicture(), new DensityPicture(), new EnergyHistogramPicture(), new WellProfilePicture(), new CorrelationPicture(), new ConditionCurvePicture()];

    /// <summary>Writes and draws every picture that the report has data for; see <see cref="PictureSet.Draw(string, RunReport, ILogger)"/>.</summary>
    /// <param name="folder">The output folder; created when missing.</param>
    /// <param name="report">The data.</param>
    /// <param name="logger">Takes the warnings.</param>
    /// <returns>One outcome per picture.</returns>
    /// <exception cref="UserErrorException">A .csv or .gp cannot be written.</exception>
    public static IReadOnlyList<PictureOutcome> Draw(string folder, EnergyReport report, ILogger logger)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(logger);
        Check(report);
        return PictureDrawing.Draw(folder, [.. Pictures.SelectMany(picture => picture.Describe(report))], logger, PictureDrawing.Program);
    }

    private static void Check(EnergyReport report)
    {
        int dimensions = report.Law.Energy.Dimensions;
        if (report.ColumnNames.Count != dimensions)
            throw new ArgumentException($"{report.ColumnNames.Count} column names for {dimensions} coordinates.", nameof(report));
        foreach (ReportSamples samples in new[] { report.Samples?.Points, report.Target }.OfType<ReportSamples>())
        {
            if (samples.Dimensions != dimensions)
                throw new ArgumentException($"Samples of {samples.Dimensions} coordinates, the energy has {dimensions}.", nameof(report));
        }

        foreach (MetricCurve curve in new[] { report.Curves.FreeEnergy, report.Curves.ReverseSampleSize, report.Curves.ForwardSampleSize }.OfType<MetricCurve>())
        {
            if (new[] { curve.Median, curve.Low, curve.High }.Any(values => values.Count != report.Curves.Steps.Count))
                throw new ArgumentException("The curves do not have one value per step.", nameof(report));
        }
    }
}
