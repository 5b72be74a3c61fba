using System.Collections.Immutable;

namespace GenGpu.Models.Families;

/// <summary>What a model is built from, besides its target.</summary>
public sealed record FamilyOptions
{
    /// <summary>Largest number of trained parameters; the hidden width is solved for it.</summary>
    public int Budget { get; init; } = 1600;

    /// <summary>Number of hidden layers of each network.</summary>
    public int HiddenLayers { get; init; } = 1;

    /// <summary>Samples per training step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Samples per step of the sample program.</summary>
    public int SampleBatchSize { get; init; } = 1000;

    /// <summary>Number of categories of the binned mode; 0 trains on the values themselves.</summary>
    public int Bins { get; init; }

    /// <summary>Proper methods, or the classical benchmark to the letter.</summary>
    public Protocol Protocol { get; init; } = Protocol.Exact;

    /// <summary>Training steps that learning-rate schedules span.</summary>
    public long Steps { get; init; } = 100_000;

    /// <summary>Settings by name, as given by <c>--set name=value</c>; what is absent keeps its default.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;
}
