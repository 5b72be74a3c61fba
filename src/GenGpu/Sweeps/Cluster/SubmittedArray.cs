namespace GenGpu.Sweeps.Cluster;

/// <summary>An array that was submitted.</summary>
/// <param name="Job">Number of its job.</param>
/// <param name="Offset">What is added to the index of a task to give its shard.</param>
/// <param name="Shards">Its shards, ascending.</param>
/// <param name="Script">Its script.</param>
public sealed record SubmittedArray(string Job, int Offset, IReadOnlyList<int> Shards, string Script);
