namespace GenGpu.Core.Accelerators;

/// <summary>An accelerator that can measure its device's ceilings.</summary>
public interface IMeasuredCeilings
{
    /// <summary>Measures them now, in well under a second; the best of several rounds.</summary>
    Ceilings MeasureCeilings();
}
