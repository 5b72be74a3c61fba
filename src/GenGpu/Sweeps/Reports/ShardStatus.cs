namespace GenGpu.Sweeps.Reports;

/// <summary>How far one shard is.</summary>
/// <param name="Shard">The shard, as i/N.</param>
/// <param name="State">What becomes of it.</param>
/// <param name="Trials">Its trials.</param>
/// <param name="Missing">Those without a result.</param>
/// <param name="Starts">Processes that have taken it.</param>
/// <param name="Restarts">How often the cluster has started its last task again.</param>
/// <param name="Results">Results that were written, failures and repetitions included.</param>
/// <param name="Where">Machines, with the cluster's names of the tasks; the latest last.</param>
/// <param name="Submitted">The cluster's name of the task that was submitted last, or null.</param>
/// <param name="End">How the last process ended, in words, or null.</param>
public sealed record ShardStatus(string Shard, ShardState State, int Trials, int Missing, int Starts, int Restarts, int Results, IReadOnlyList<string> Where, string? Submitted, string? End);
