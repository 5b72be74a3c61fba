namespace GenGpu.Reports.Energies;

/// <summary>How near a flow comes to a Boltzmann distribution during training.</summary>
/// <param name="Steps">The steps at which it was evaluated, ascending.</param>
/// <param name="FreeEnergy">beta F, one value per step.</param>
/// <param name="ReverseSampleSize">Effective sample size per sample of the flow.</param>
/// <param name="ForwardSampleSize">The same from samples of the target, or null where there are none.</param>
public sealed record EnergyCurves(IReadOnlyList<long> Steps, MetricCurve FreeEnergy, MetricCurve ReverseSampleSize, MetricCurve? ForwardSampleSize);
