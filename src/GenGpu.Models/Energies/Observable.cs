namespace GenGpu.Models.Energies;

/// <summary>A function of a configuration whose mean under exp(-beta U) / Z is of interest: phi^2, magnetisation, a bond length.</summary>
/// <param name="Name">Short name for tables.</param>
/// <param name="Evaluate">f(x) of a point [dimensions].</param>
/// <param name="ExactMean">E[f] at beta = 1 and default parameters where it is known.</param>
public sealed record Observable(string Name, Func<ReadOnlySpan<double>, double> Evaluate, double? ExactMean = null);
