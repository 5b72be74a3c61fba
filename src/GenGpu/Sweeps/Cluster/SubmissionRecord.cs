using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Execution;

namespace GenGpu.Sweeps.Cluster;

/// <summary>What was last submitted of a sweep: <c>slurm/submission.json</c>.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Submitted">When, in universal time.</param>
/// <param name="Shards">Number of shards, N.</param>
/// <param name="Arrays">The arrays.</param>
/// <param name="Collect">The job that collects, or null when there is none.</param>
public sealed record SubmissionRecord(string Schema, DateTime Submitted, int Shards, IReadOnlyList<SubmittedArray> Arrays, string? Collect)
{
    /// <summary>The schema that this version writes.</summary>
    public const string CurrentSchema = "gengpu/submission/1";

    /// <summary>All jobs.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<string> Jobs => Arrays.Select(array => array.Job).Concat(Collect is { } job ? [job] : []);

    /// <summary>The task of a shard as Slurm names it, or null.</summary>
    /// <param name="shard">The shard.</param>
    public string? TaskOf(int shard) => Arrays.FirstOrDefault(array => array.Shards.Contains(shard)) is { } array ? FormattableString.Invariant($"{array.Job}_{shard - array.Offset}") : null;

    /// <summary>Reads the record of a sweep; null when there is none that can be read.</summary>
    /// <param name="folder">The sweep's folder.</param>
    public static SubmissionRecord? Read(SweepFolder folder)
    {
        string path = PathOf(folder);
        try
        {
            return File.Exists(path) && JsonFile.Read<SubmissionRecord>(path) is { Schema: CurrentSchema } record ? record : null;
        }
        catch (UserErrorException)
        {
            // It only says more about the past.
            return null;
        }
    }

    /// <summary>Writes the record.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public void Write(SweepFolder folder) => JsonFile.Write(PathOf(folder), this);

    private static string PathOf(SweepFolder folder) => Path.Combine(SlurmScripts.FolderOf(folder), "submission.json");
}
