using GenGpu.Core;
using GenGpu.Storage;
using Microsoft.Extensions.Logging;

namespace GenGpu.Reports;

/// <summary>Writes and draws pictures, whatever they show.</summary>
internal static class PictureDrawing
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>The gnuplot of this machine, or the one that GENGPU_GNUPLOT names.</summary>
    public static Gnuplot Program =>
        new(Environment.GetEnvironmentVariable("GENGPU_GNUPLOT") is { Length: > 0 } program ? program : "gnuplot", Timeout);

    /// <summary>Writes data and scripts, then draws, several pictures at a time.</summary>
    /// <param name="folder">The output folder; created when missing.</param>
    /// <param name="pictures">The pictures, with different names.</param>
    /// <param name="logger">Takes the warnings.</param>
    /// <param name="gnuplot">What draws.</param>
    /// <returns>One outcome per picture.</returns>
    /// <exception cref="UserErrorException">A .csv or .gp cannot be written.</exception>
    public static IReadOnlyList<PictureOutcome> Draw(string folder, IReadOnlyList<PictureFiles> pictures, ILogger logger, Gnuplot gnuplot)
    {
        foreach (PictureFiles picture in pictures)
        {
            AtomicFile.WriteText(Path.Combine(folder, picture.Name + ".csv"), picture.Csv);
            AtomicFile.WriteText(Path.Combine(folder, picture.Name + ".gp"), picture.Script);
        }

        string absolute = Path.GetFullPath(folder);
        var outcomes = new PictureOutcome[pictures.Count];
        Parallel.For(0, pictures.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
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
}
