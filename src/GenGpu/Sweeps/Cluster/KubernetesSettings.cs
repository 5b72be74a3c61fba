namespace GenGpu.Sweeps.Cluster;

/// <summary>What a sweep asks Kubernetes for: the section <c>kubernetes</c> of its specification, checked. No part of any trial's identity.</summary>
public sealed record KubernetesSettings
{
    /// <summary>Nothing given.</summary>
    public static KubernetesSettings Default { get; } = new();

    /// <summary>The container image with gengpu; a manifest needs one.</summary>
    public string? Image { get; init; }

    /// <summary>The volume claim that holds the sweep's folder; a manifest needs one.</summary>
    public string? Claim { get; init; }

    /// <summary>Where the claim is mounted; null for the sweep folder's parent, so that paths are the same inside and outside.</summary>
    public string? Mount { get; init; }

    /// <summary>The namespace, or null for the current one.</summary>
    public string? Namespace { get; init; }

    /// <summary>The program in the image.</summary>
    public IReadOnlyList<string> Command { get; init; } = ["gengpu"];

    /// <summary>Processors of a pod, whole ones; also its threads.</summary>
    public int Cpu { get; init; } = 1;

    /// <summary>Memory of a pod as a quantity, for example <c>4Gi</c>.</summary>
    public string Memory { get; init; } = "2Gi";

    /// <summary>GPUs of a pod (<c>nvidia.com/gpu</c>).</summary>
    public int Gpus { get; init; }

    /// <summary>Pods that may run at the same time; null for all.</summary>
    public int? Parallelism { get; init; }

    /// <summary>How often the pod of one shard may fail.</summary>
    public int Retries { get; init; } = 6;
}
