namespace GenGpu.Sweeps.Reports;

/// <summary>How far one shard is.</summary>
/// <param name="Shard">The shard, as i/N.</param>
/// <param name="Trials">Its trials.</param>
/// <param name="Missing">Those without a result.</param>
/// <param name="Processes">Processes that have written results of it.</param>
/// <param name="Results">Results that they wrote, failures and repetitions included.</param>
/// <param name="Where">Machines, with the cluster's names of the tasks.</param>
public sealed record ShardStatus(string Shard, int Trials, int Missing, int Processes, int Results, IReadOnlyList<string> Where);
