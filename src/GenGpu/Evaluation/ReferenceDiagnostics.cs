namespace GenGpu.Evaluation;

/// <summary>How far target samples can be trusted.</summary>
/// <param name="Method">How they were made.</param>
/// <param name="RHat">Largest rank-normalised split R-hat over the functions that were followed (energy, observables, basins, coordinates); 1 for exact samples.</param>
/// <param name="EffectiveSampleSize">Smallest bulk effective sample size over these functions; the number of samples for exact ones.</param>
/// <param name="WorstFunction">The function of the largest R-hat; empty for exact samples.</param>
/// <param name="Acceptance">Mean acceptance of moves at the target's temperature; NaN for exact samples.</param>
/// <param name="SwapAcceptance">Mean swap acceptance of neighbouring replicas, coldest pair first; empty without replicas.</param>
/// <param name="Thinning">Moves between two samples of a chain; 0 for exact samples.</param>
/// <param name="Chains">Number of chains; 0 for exact samples.</param>
/// <param name="Warning">What is wrong and what to do about it, or null.</param>
public sealed record ReferenceDiagnostics(
    ReferenceMethod Method,
    double RHat,
    double EffectiveSampleSize,
    string WorstFunction,
    double Acceptance,
    IReadOnlyList<double> SwapAcceptance,
    int Thinning,
    int Chains,
    string? Warning);
