namespace GenGpu.Reports;

/// <summary>A kind of picture.</summary>
public interface IPicture
{
    /// <summary>The pictures of this kind that a report has data for; none, one, or one per model.</summary>
    /// <param name="report">The data.</param>
    IEnumerable<PictureFiles> Describe(RunReport report);
}
