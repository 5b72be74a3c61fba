using System.Text.RegularExpressions;
using GenGpu.Storage;
using GenGpu.Sweeps.Cluster;

namespace GenGpu.Sweeps.Spec;

/// <summary>Reads the section <c>slurm</c>. Its values become lines of a batch script, so nothing is let through that would end or extend such a line.</summary>
internal static partial class SlurmReader
{
    // Seconds from the earliest warning (120 s before the end, and Slurm may be 60 s early) to the end, and as much again to work in.
    private const long LeastSeconds = 300;

    private static readonly string[] Keys = ["partition", "account", "qos", "constraint", "time", "memory", "cpus-per-task", "gpus", "concurrency", "requeues", "modules", "extra", "setup"];

    // What gengpu itself must set for shards, signals and logs to work.
    private static readonly string[] Reserved = ["--array", "-a", "--output", "-o", "--error", "-e", "--requeue", "--no-requeue", "--signal", "--open-mode", "--job-name", "-J", "--chdir", "-D", "--dependency", "-d", "--parsable", "--wrap"];

    // man sbatch: --hold, --overcommit, --quiet, --oversubscribe, --verbose, --wait.
    private static readonly char[] LettersWithoutValue = ['H', 'O', 'Q', 's', 'v', 'W'];

    /// <summary>Reads it.</summary>
    /// <exception cref="DataFormatException">A key is unknown or a value does not fit.</exception>
    public static SlurmSettings Read(SpecDocument document, SpecTable table)
    {
        var settings = new SlurmSettings();
        foreach (SpecEntry entry in table.Entries)
        {
            string key = $"slurm.{entry.Key}";
            settings = entry.Key switch
            {
                "partition" => settings with { Partition = Word(document, entry, key) },
                "account" => settings with { Account = Word(document, entry, key) },
                "qos" => settings with { Qos = Word(document, entry, key) },
                "constraint" => settings with { Constraint = Word(document, entry, key) },
                "time" => settings with { Time = Time(document, entry, key) },
                "memory" => settings with { Memory = Matching(document, entry, key, MemoryText(), "a number of megabytes, or a number with K, M, G or T, for example 16G") },
                "cpus-per-task" => settings with { CpusPerTask = SectionScalars.Whole(document, entry, key, 1, 100_000) },
                "gpus" => settings with { Gpus = Matching(document, entry, key, GpuText(), "a number, or a type and a number, for example 1 or h200:1") },
                "concurrency" => settings with { Concurrency = SectionScalars.Whole(document, entry, key, 1, 1_000_000) },
                "requeues" => settings with { Requeues = SectionScalars.Whole(document, entry, key, 0, 1000) },
                "modules" => settings with { Modules = [.. SectionScalars.Several(document, entry.Value, key).Select(item => Matching(document, item, key, WordText(), "names of modules"))] },
                "extra" => settings with { Extra = [.. SectionScalars.Several(document, entry.Value, key).Select(item => Option(document, item, key))] },
                "setup" => settings with { Setup = [.. SectionScalars.Several(document, entry.Value, key).Select(item => SectionScalars.Line(document, item, key))] },
                _ => throw document.Unknown(entry, "slurm", Keys),
            };
        }

        return settings;
    }

    /// <summary>GPUs as sbatch takes them.</summary>
    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9_.-]*:)?[1-9][0-9]{0,3}\z")]
    internal static partial Regex GpuText();

    private static string Word(SpecDocument document, SpecEntry entry, string key) => Matching(document, entry, key, WordText(), "one word without spaces, quotes or #");

    private static string Matching(SpecDocument document, SpecEntry entry, string key, Regex form, string expected) => Matching(document, document.Scalar(entry.Value, key), key, form, expected);

    private static string Matching(SpecDocument document, SpecScalar scalar, string key, Regex form, string expected) =>
        form.IsMatch(scalar.Text) ? scalar.Text : throw SpecScalars.Wrong(document, scalar, key, expected);

    private static string Time(SpecDocument document, SpecEntry entry, string key)
    {
        string text = Matching(document, entry, key, TimeText(), "minutes, hours:minutes:seconds or days-hours:minutes:seconds, for example 02:00:00");
        return Seconds(text) >= LeastSeconds
            ? text
            : throw document.Fail(entry.Value.Where, $"slurm.time {text} is too short: Slurm warns tasks two to three minutes before their end, and they stop then; give at least 00:05:00.");
    }

    // man sbatch, --time: minutes, minutes:seconds, hours:minutes:seconds, days-hours, days-hours:minutes and days-hours:minutes:seconds.
    private static long Seconds(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        long days = dash < 0 ? 0 : Number(text[..dash]);
        long[] parts = [.. text[(dash + 1)..].Split(':').Select(Number)];
        long rest = dash >= 0
            ? (parts[0] * 3600) + (parts.Length > 1 ? parts[1] * 60 : 0) + (parts.Length > 2 ? parts[2] : 0)
            : parts.Length switch { 1 => parts[0] * 60, 2 => (parts[0] * 60) + parts[1], _ => (parts[0] * 3600) + (parts[1] * 60) + parts[2] };
        return (days * 86400) + rest;
    }

    private static long Number(string digits) => long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);

    private static string Option(SpecDocument document, SpecScalar scalar, string key)
    {
        string text = SectionScalars.Line(document, scalar, key);
        string option = text.Split('=', ' ')[0];
        if (text[0] != '-' || option.Trim('-').Length == 0 || text.Contains('#', StringComparison.Ordinal))
            throw document.Fail(scalar.Where, $"{key}: {MessageText.Quote(text)} is no option of sbatch; write for example --exclude=node7, without #SBATCH.");
        if (ReservedBy(option) is not { } reserved)
            return text;
        string shown = reserved == option ? option : $"{option}, read as {reserved},";
        throw document.Fail(scalar.Where, $"{key}: {shown} is set by gengpu itself and cannot be given.");
    }

    // sbatch reads options as getopt_long does: a long one may be cut short, and letters that take no value may stand before another letter.
    private static string? ReservedBy(string option)
    {
        if (option.StartsWith("--", StringComparison.Ordinal))
            return Reserved.FirstOrDefault(reserved => reserved.StartsWith(option, StringComparison.Ordinal));
        string letters = option[1..].TrimStart(LettersWithoutValue);
        return letters.Length == 0 ? null : Reserved.FirstOrDefault(reserved => reserved == $"-{letters[0]}");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.,:+@/=*&|()\[\]%-]{1,200}\z")]
    private static partial Regex WordText();

    [GeneratedRegex(@"\A([0-9]{1,4}-[0-9]{1,3}(:[0-9]{1,2}){0,2}|[0-9]{1,7}(:[0-9]{1,2}){0,2})\z")]
    private static partial Regex TimeText();

    [GeneratedRegex(@"\A[1-9][0-9]{0,8}[KMGT]?B?\z")]
    private static partial Regex MemoryText();
}
