namespace GenGpu.Sweeps.Execution;

/// <summary>The best trial of one family on one target so far.</summary>
/// <param name="Model">The family.</param>
/// <param name="Target">The target.</param>
/// <param name="Id">The trial.</param>
/// <param name="Value">Its value, smaller being better.</param>
/// <param name="Floor">What a perfect model scores.</param>
/// <param name="Configuration">What sets it apart: keys and values.</param>
public sealed record BestTrial(string Model, string Target, string Id, double Value, double Floor, string Configuration);
