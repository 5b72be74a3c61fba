using System.Text;
using GenGpu.Core;
using GenGpu.Reports;
using GenGpu.Storage;
using GenGpu.Sweeps.Execution;
using Microsoft.Extensions.Logging;

namespace GenGpu.Sweeps.Reports;

/// <summary>The report of a sweep: one HTML page that needs no other file, and its figures as SVG and PNG with data and script beside each.</summary>
/// <param name="folder">The sweep's folder.</param>
/// <param name="logger">Takes the warnings.</param>
public sealed class SweepReport(SweepFolder folder, ILogger logger)
{
    /// <summary>Name of the folder within the sweep's.</summary>
    public const string FolderName = "report";

    /// <summary>Makes the report.</summary>
    /// <param name="metric">The figure that tables and pictures show, or null for the first metric.</param>
    /// <param name="x">Key of the heat map's columns, or null to choose.</param>
    /// <param name="y">Key of its rows, or null to choose.</param>
    /// <returns>The page.</returns>
    /// <exception cref="UserErrorException">There is no result, a name does not exist, or a file cannot be written.</exception>
    public string Write(string? metric, string? x, string? y)
    {
        SweepTable table = SweepTable.Read(folder, metric);
        SweepStatus status = SweepStatus.Read(folder);
        PictureFiles[] figures = [.. new[] { HeatMapFigure.Describe(table, ReportAxes.Choose(table, x, y)), LearningCurveFigure.Describe(table) }.OfType<PictureFiles>(), .. ParetoFigure.Describe(table)];
        string output = Path.Combine(folder.Path, FolderName);
        IReadOnlyList<PictureOutcome> pngs = PictureDrawing.Draw(output, figures, logger, PictureDrawing.Program);
        var drawn = new List<(PictureFiles Figure, string? Svg)>();
        for (int index = 0; index < figures.Length; index++)
        {
            string? problem = pngs[index].Drawn ? PictureDrawing.Program.Draw(Path.GetFullPath(output), figures[index].Name, svg: true) : pngs[index].Problem;
            drawn.Add((figures[index], problem is null ? File.ReadAllText(Path.Combine(output, figures[index].Name + ".svg"), Encoding.UTF8) : null));
            if (problem is not null && pngs[index].Drawn)
                logger.LogWarning("{Problem}; the PNG is there.", problem);
        }

        string page = Path.Combine(output, "report.html");
        AtomicFile.WriteText(page, ReportPage.Html(table, status, drawn));
        return page;
    }
}
