using System.Security.Cryptography;
using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Spec;

namespace GenGpu.Sweeps.Execution;

/// <summary>Checksums of the files that a sweep's trials learn from, so that results of a file and of its successor are never mixed: names of files are part of a trial's identity, their content is not.</summary>
internal static class SweepData
{
    private const string FileName = "data.json";
    private const string FilePrefix = "file:";

    /// <summary>Compares the files with what they were at earlier starts, and notes those that are new.</summary>
    /// <exception cref="UserErrorException">A file has changed.</exception>
    public static void Check(SweepFolder folder, TrialList list)
    {
        SortedDictionary<string, string> now = Of(list);
        string path = Path.Combine(folder.Path, FileName);
        SortedDictionary<string, string> before = File.Exists(path) ? new(JsonFile.Read<Dictionary<string, string>>(path), StringComparer.Ordinal) : new(StringComparer.Ordinal);
        int known = before.Count;
        foreach ((string name, string checksum) in now)
        {
            if (before.TryGetValue(name, out string? was) && was != checksum)
                throw new UserErrorException($"{name} has changed since the sweep in {folder.Path} was begun; put the old file back, or give another --output.");
            before[name] = checksum;
        }

        if (before.Count != known)
            JsonFile.Write(path, before);
    }

    private static SortedDictionary<string, string> Of(TrialList list)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string value in list.Trials.SelectMany(trial => new[] { list.ValueOf(trial, "target"), list.ValueOf(trial, "energy") }).OfType<TrialValue>().Select(value => value.Text).Distinct())
        {
            string path = value.StartsWith(FilePrefix, StringComparison.OrdinalIgnoreCase) ? value[FilePrefix.Length..] : value;

            // What is missing is said by the trials that need it.
            if (File.Exists(path))
                files[value] = Convert.ToHexStringLower(InputFile.Read(path, stream => SHA256.HashData(stream)));
        }

        return files;
    }
}
