using System.Text.RegularExpressions;
using GenGpu.Storage;
using GenGpu.Sweeps.Cluster;

namespace GenGpu.Sweeps.Spec;

/// <summary>Reads the section <c>kubernetes</c>.</summary>
internal static partial class KubernetesReader
{
    private static readonly string[] Keys = ["image", "claim", "mount", "namespace", "command", "cpu", "memory", "gpus", "parallelism", "retries"];

    /// <summary>Reads it.</summary>
    /// <exception cref="DataFormatException">A key is unknown or a value does not fit.</exception>
    public static KubernetesSettings Read(SpecDocument document, SpecTable table)
    {
        var settings = new KubernetesSettings();
        foreach (SpecEntry entry in table.Entries)
        {
            string key = $"kubernetes.{entry.Key}";
            settings = entry.Key switch
            {
                "image" => settings with { Image = Matching(document, entry, key, ImageText(), "an image's name, for example registry.example.org/gengpu:0.1") },
                "claim" => settings with { Claim = Matching(document, entry, key, NameText(), "the name of a volume claim: small letters, digits, dashes and dots") },
                "mount" => settings with { Mount = Mount(document, entry, key) },
                "namespace" => settings with { Namespace = Matching(document, entry, key, LabelText(), "a namespace: small letters, digits and dashes") },
                "command" => settings with { Command = [.. SectionScalars.Several(document, entry.Value, key).Select(item => SectionScalars.Line(document, item, key))] },
                "cpu" => settings with { Cpu = SectionScalars.Whole(document, entry, key, 1, 10_000) },
                "memory" => settings with { Memory = Matching(document, entry, key, MemoryText(), "a quantity of memory, for example 4Gi") },
                "gpus" => settings with { Gpus = SectionScalars.Whole(document, entry, key, 0, 1000) },
                "parallelism" => settings with { Parallelism = SectionScalars.Whole(document, entry, key, 1, 10_000) },
                "retries" => settings with { Retries = SectionScalars.Whole(document, entry, key, 0, 1000) },
                _ => throw document.Unknown(entry, "kubernetes", Keys),
            };
        }

        return settings;
    }

    private static string Mount(SpecDocument document, SpecEntry entry, string key)
    {
        SpecScalar scalar = document.Scalar(entry.Value, key);
        string path = SectionScalars.Line(document, scalar, key);
        return path.StartsWith('/') && !path.Contains(':', StringComparison.Ordinal) ? path : throw SpecScalars.Wrong(document, scalar, key, "an absolute path in the container, for example /runs");
    }

    private static string Matching(SpecDocument document, SpecEntry entry, string key, Regex form, string expected)
    {
        SpecScalar scalar = document.Scalar(entry.Value, key);
        return form.IsMatch(scalar.Text) ? scalar.Text : throw SpecScalars.Wrong(document, scalar, key, expected);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._/:@-]{0,250}\z")]
    private static partial Regex ImageText();

    // RFC 1123: a subdomain and a label.
    [GeneratedRegex(@"\A(?=.{1,253}\z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z")]
    private static partial Regex NameText();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex LabelText();

    [GeneratedRegex(@"\A[1-9][0-9]{0,14}([KMGTPE]i|[kMGTPE])?\z")]
    private static partial Regex MemoryText();
}
