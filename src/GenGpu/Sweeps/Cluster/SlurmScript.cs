namespace GenGpu.Sweeps.Cluster;

/// <summary>A batch script.</summary>
/// <param name="Path">Where it is written; absolute.</param>
/// <param name="Text">Its content.</param>
/// <param name="Offset">What is added to the index of a task to give its shard; -1 for the script that collects.</param>
/// <param name="Shards">The shards that it runs, ascending; none for the script that collects.</param>
public sealed record SlurmScript(string Path, string Text, int Offset, IReadOnlyList<int> Shards);
