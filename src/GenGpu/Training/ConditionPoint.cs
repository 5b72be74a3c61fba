namespace GenGpu.Training;

/// <summary>What a flow with a condition is worth at one value of it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Beta">The inverse temperature there; the value itself where that is the condition.</param>
/// <param name="BetaF">beta F, the variational free energy times beta.</param>
/// <param name="BetaFError">Its standard error.</param>
/// <param name="LogZ">The estimate of log Z.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Ess">Reverse effective sample size per sample.</param>
/// <param name="Exact">log Z where it is known exactly, or null.</param>
public sealed record ConditionPoint(double Value, double Beta, double BetaF, double BetaFError, double LogZ, double Error, double Ess, double? Exact);
