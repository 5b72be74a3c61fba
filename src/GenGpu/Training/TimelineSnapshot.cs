namespace GenGpu.Training;

/// <summary>Samples of every family's first trial at one moment of training.</summary>
/// <param name="Step">Training steps done.</param>
/// <param name="Samples">By family: [dimensions, count], in the units that models are trained in; a family that has diverged is absent.</param>
public sealed record TimelineSnapshot(long Step, IReadOnlyDictionary<string, float[]> Samples);
