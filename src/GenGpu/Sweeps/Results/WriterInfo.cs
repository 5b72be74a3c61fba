namespace GenGpu.Sweeps.Results;

/// <summary>Who wrote a segment.</summary>
/// <param name="Schema">The schema of its documents.</param>
/// <param name="Host">The machine.</param>
/// <param name="Process">Its process id.</param>
/// <param name="Job">The cluster's name for the task, or null.</param>
/// <param name="Shard">The part of the sweep, as i/N.</param>
/// <param name="Gengpu">The version of the program.</param>
/// <param name="Numerics">The numerics version.</param>
/// <param name="Accelerator">What trained.</param>
/// <param name="Device">The hardware.</param>
/// <param name="Started">When, in universal time.</param>
public sealed record WriterInfo(string Schema, string Host, int Process, string? Job, string Shard, string Gengpu, int Numerics, string Accelerator, string Device, DateTime Started)
{
    /// <summary>The schema that this version writes.</summary>
    public const string CurrentSchema = "gengpu/results/1";

    /// <summary>How often the cluster had started the task again.</summary>
    public int Restarts { get; init; }
}
