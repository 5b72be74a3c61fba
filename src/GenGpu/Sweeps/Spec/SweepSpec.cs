using GenGpu.Sweeps.Cluster;

namespace GenGpu.Sweeps.Spec;

/// <summary>A sweep as its author wrote it, checked: what all trials share, the axes in their order, what is left out, and when trials stop.</summary>
public sealed record SweepSpec
{
    /// <summary>The schema that this version reads.</summary>
    public const string Schema = "gengpu/sweep/1";

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the sweep.</summary>
    public required string Name { get; init; }

    /// <summary>What all trials share, by canonical key.</summary>
    public required IReadOnlyDictionary<string, TrialValue> Base { get; init; }

    /// <summary>The axes in the order of the file; the last moves fastest.</summary>
    public required IReadOnlyList<SweepAxis> Axes { get; init; }

    /// <summary>Combinations that are left out: a trial that has one of the values of every key.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, IReadOnlyList<TrialValue>>> Excludes { get; init; }

    /// <summary>When trials stop early.</summary>
    public required StopRules Stop { get; init; }

    /// <summary>What Slurm is asked for.</summary>
    public required SlurmSettings Slurm { get; init; }

    /// <summary>What Kubernetes is asked for.</summary>
    public required KubernetesSettings Kubernetes { get; init; }

    /// <summary>The specification as text: the file's, or with the values that <c>--set</c> has put in.</summary>
    public string Source { get; init; } = "";

    /// <summary>Where each key stands, for messages.</summary>
    public required IReadOnlyDictionary<string, string> Places { get; init; }

    /// <summary>The families that know each setting, by canonical key; keys that are no settings are missing.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Owners { get; init; }
}
