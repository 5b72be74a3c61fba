namespace GenGpu.Reports;

/// <summary>Samples of a model at one moment of its training.</summary>
/// <param name="Percent">How much of the training was done, above 0, at most 100.</param>
/// <param name="Samples">The samples.</param>
public sealed record ModelSnapshot(double Percent, ReportSamples Samples);
