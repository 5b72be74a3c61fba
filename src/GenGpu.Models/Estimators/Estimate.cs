namespace GenGpu.Models.Estimators;

/// <summary>A number with its standard error.</summary>
/// <param name="Value">The estimate; NaN when nothing was seen that could estimate it.</param>
/// <param name="Error">One standard error; NaN when it cannot be estimated (fewer than two samples).</param>
public readonly record struct Estimate(double Value, double Error);
