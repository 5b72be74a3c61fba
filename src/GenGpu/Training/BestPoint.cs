namespace GenGpu.Training;

/// <summary>The best evaluation of a trial so far, by the run's selection metric, with the parameters of that moment.</summary>
/// <param name="Step">Training steps done.</param>
/// <param name="Value">Value of the selection metric.</param>
/// <param name="State">One packed array per slot of <see cref="TrialGroup.SampledSlots"/>.</param>
public sealed record BestPoint(long Step, double Value, IReadOnlyList<float[]> State);
