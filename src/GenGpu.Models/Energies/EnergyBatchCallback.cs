namespace GenGpu.Models.Energies;

/// <summary>U and its gradient of many configurations at once, for force fields that take them in bulk.</summary>
/// <param name="x">Configurations, [dimensions][count]: coordinate i of configuration k is <c>x[i * count + k]</c>. All are finite.</param>
/// <param name="count">Number of configurations, at least 1.</param>
/// <param name="energies">Receives U, [count].</param>
/// <param name="gradient">Receives dU/dx (minus the force), [dimensions][count]; empty when only values are wanted.</param>
public delegate void EnergyBatchCallback(ReadOnlySpan<double> x, int count, Span<double> energies, Span<double> gradient);
