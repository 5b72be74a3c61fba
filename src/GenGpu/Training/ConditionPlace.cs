namespace GenGpu.Training;

/// <summary>Values of the conditions of a model.</summary>
/// <param name="Values">One value per condition, in the order of the model's conditions.</param>
/// <param name="Warnings">What a reader must know of them, in sentences; empty for nothing.</param>
public sealed record ConditionPlace(IReadOnlyList<double> Values, IReadOnlyList<string> Warnings);
