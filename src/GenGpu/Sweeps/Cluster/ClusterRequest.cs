using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;

namespace GenGpu.Sweeps.Cluster;

/// <summary>What is asked of a cluster: which shards of a sweep, and how each is run.</summary>
/// <param name="Folder">The sweep's folder; its path is absolute.</param>
/// <param name="List">The trials.</param>
/// <param name="Shards">Number of shards, N.</param>
/// <param name="Wanted">The shards that have something to do, ascending.</param>
/// <param name="Command">The program that runs now: its absolute path, and what comes before its first argument.</param>
/// <param name="Arguments">Further arguments of each task.</param>
/// <param name="WorkingFolder">Where relative names of data files begin; absolute.</param>
public sealed record ClusterRequest(SweepFolder Folder, TrialList List, int Shards, IReadOnlyList<int> Wanted, IReadOnlyList<string> Command, IReadOnlyList<string> Arguments, string WorkingFolder);
