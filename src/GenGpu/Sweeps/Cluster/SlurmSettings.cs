namespace GenGpu.Sweeps.Cluster;

/// <summary>What a sweep asks Slurm for: the section <c>slurm</c> of its specification, checked. No part of any trial's identity.</summary>
public sealed record SlurmSettings
{
    /// <summary>What is asked for without a section.</summary>
    public static SlurmSettings Default { get; } = new();

    /// <summary><c>--partition</c>, or null for the cluster's default.</summary>
    public string? Partition { get; init; }

    /// <summary><c>--account</c>, or null.</summary>
    public string? Account { get; init; }

    /// <summary><c>--qos</c>, or null.</summary>
    public string? Qos { get; init; }

    /// <summary><c>--constraint</c>, or null.</summary>
    public string? Constraint { get; init; }

    /// <summary><c>--time</c> of a task, or null for the cluster's default.</summary>
    public string? Time { get; init; }

    /// <summary><c>--mem</c> of a task, or null for the cluster's default.</summary>
    public string? Memory { get; init; }

    /// <summary><c>--cpus-per-task</c>, and the threads of a task.</summary>
    public int CpusPerTask { get; init; } = 1;

    /// <summary>GPUs of a task, a number or <c>type:number</c>; null for none.</summary>
    public string? Gpus { get; init; }

    /// <summary>Tasks that may run at the same time; null for as many as there is room for.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How often a task that nears its time limit asks to be started again.</summary>
    public int Requeues { get; init; } = 3;

    /// <summary>Modules to load before the program starts.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Further options of sbatch, one per line, for example <c>--exclude=node7</c>.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>Lines of shell to run before the program starts.</summary>
    public IReadOnlyList<string> Setup { get; init; } = [];
}
