namespace GenGpu.Training;

/// <summary>One figure of one family over its seeds, beside its floor.</summary>
/// <param name="Median">Median over seeds.</param>
/// <param name="Low">Smallest value.</param>
/// <param name="High">Largest value.</param>
/// <param name="Seeds">Seeds that have the figure; those that diverged have none.</param>
/// <param name="Floor">What a perfect model scores: mean of the same estimator fed with target samples.</param>
/// <param name="FloorDeviation">Its standard deviation; NaN when one draw was possible.</param>
/// <param name="Samples">Model samples that each value rests on.</param>
/// <param name="Note">What a reader must know, a line each, or null.</param>
public sealed record SummaryMetric(double Median, double Low, double High, int Seeds, double Floor, double FloorDeviation, int Samples, string? Note);
