using System.Security.Cryptography;
using System.Text;
using GenGpu.Core;
using GenGpu.Training;
using Microsoft.Extensions.Logging;

namespace GenGpu.Sweeps.Execution;

/// <summary>The checkpoints of a sweep: one file per ensemble that trains, removed when the results of its trials are on the disk.</summary>
/// <param name="folder">The sweep's folder.</param>
/// <param name="logger">Takes what a user should know.</param>
internal sealed class SweepCheckpoints(SweepFolder folder, ILogger logger)
{
    private const string Extension = ".safetensors";

    /// <summary>Name of the checkpoint of some trials: their number, for those who only count, and a hash of their ids.</summary>
    public static string NameOf(IEnumerable<string> ids)
    {
        string[] all = [.. ids];
        return FormattableString.Invariant($"{all.Length}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', all))))[..16]}");
    }

    /// <summary>Trials in the checkpoints of a sweep, by their names alone.</summary>
    public static int CountTrials(SweepFolder folder) => Directory.Exists(folder.Checkpoints)
        ? Directory.EnumerateFiles(folder.Checkpoints, "*" + Extension).Sum(path => int.TryParse(Path.GetFileName(path).Split('-')[0], out int count) ? count : 0)
        : 0;

    /// <summary>Writes the checkpoint of a pack.</summary>
    public void Write(Pack pack) => CheckpointWriter.Write(pack.Run, PathOf(pack.Name));

    /// <summary>Removes the checkpoint of a pack, if there is one.</summary>
    public void Remove(string name) => File.Delete(PathOf(name));

    /// <summary>The checkpoints that can be continued, with the trials in each. Those that cannot be are named and left alone.</summary>
    public IEnumerable<(string Name, CheckpointFile File)> Read()
    {
        foreach (string path in Directory.EnumerateFiles(folder.Checkpoints, "*" + Extension).Order(StringComparer.Ordinal))
        {
            CheckpointFile? file = null;
            try
            {
                file = CheckpointFile.Read(path);
                if (file.Numerics != NumericsVersion.Current)
                    file = null;
            }
            catch (UserErrorException error)
            {
                // Its trials train again from the start; that costs time, and no result.
                logger.LogWarning("{Sentence} Its trials begin again.", error.Message);
            }

            if (file is not null)
                yield return (Path.GetFileNameWithoutExtension(path), file);
        }
    }

    private string PathOf(string name) => Path.Combine(folder.Checkpoints, name + Extension);
}
