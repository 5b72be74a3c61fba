using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>Samples of a trained model.</summary>
/// <param name="Model">Name of the family.</param>
/// <param name="Seed">Seed of the trial.</param>
/// <param name="Step">Training steps that the parameters have seen.</param>
/// <param name="Target">What the model learned.</param>
/// <param name="Values">[dimensions, count], in the target's own units, without conditions.</param>
public sealed record DrawnSamples(string Model, ulong Seed, long Step, Target Target, float[] Values)
{
    /// <summary>The conditions that they were drawn for, with what a reader must know of these; null for a model without.</summary>
    public ConditionPlace? At { get; init; }

    /// <summary>The same in double precision, where a column lies so far from zero that floats lose its spread (<see cref="Standardisation.IsBeyondSingle"/>); null for all others.</summary>
    public double[]? PreciseValues { get; init; }
}
