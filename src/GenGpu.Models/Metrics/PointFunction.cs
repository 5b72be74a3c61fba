namespace GenGpu.Models.Metrics;

/// <summary>A real function of a point.</summary>
/// <param name="point">The coordinates.</param>
/// <returns>Its value.</returns>
public delegate double PointFunction(ReadOnlySpan<double> point);
