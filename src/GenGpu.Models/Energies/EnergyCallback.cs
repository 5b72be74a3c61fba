namespace GenGpu.Models.Energies;

/// <summary>U(x) and its gradient from outside, for example from a force field.</summary>
/// <param name="x">A configuration, [dimensions].</param>
/// <param name="gradient">Receives dU/dx (minus the force), [dimensions]; empty when only the value is wanted.</param>
/// <returns>U(x).</returns>
public delegate double EnergyCallback(ReadOnlySpan<double> x, Span<double> gradient);
