namespace GenGpu.Reports.Energies;

/// <summary>A kind of picture of a run on an energy.</summary>
public interface IEnergyPicture
{
    /// <summary>The pictures of this kind that a report has data for; none or one.</summary>
    /// <param name="report">The data.</param>
    IEnumerable<PictureFiles> Describe(EnergyReport report);
}
