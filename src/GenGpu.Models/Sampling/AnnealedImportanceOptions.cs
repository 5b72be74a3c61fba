namespace GenGpu.Models.Sampling;

/// <summary>How annealed importance sampling runs. Numbers that do not change the program's form become hyper values with these defaults.</summary>
public sealed record AnnealedImportanceOptions
{
    /// <summary>Number T of intermediate distributions, each with its transition; 0 is plain importance sampling. Hyper value <c>intermediates</c>.</summary>
    public int Intermediates { get; init; } = 16;

    /// <summary>Hamiltonian moves at every intermediate distribution.</summary>
    public int Moves { get; init; } = 1;

    /// <summary>Leapfrog steps of a move; hyper value <c>leapfrogSteps</c>.</summary>
    public int LeapfrogSteps { get; init; } = 5;

    /// <summary>Where the path ends.</summary>
    public AnnealedTarget Target { get; init; }

    /// <summary>How b is spaced.</summary>
    public AnnealingSchedule Schedule { get; init; }

    /// <summary>b of the first intermediate distribution of a geometric schedule; hyper value <c>firstFraction</c>.</summary>
    public float FirstFraction { get; init; } = 0.01f;

    /// <summary>Step size before adaptation in units of the energy's spread; default 0.5 dimensions^(-1/4).</summary>
    public float? InitialStepSize { get; init; }

    /// <summary>Mean acceptance over all transitions that adaptation approaches; hyper value <c>targetAcceptance</c>.</summary>
    public float TargetAcceptance { get; init; } = 0.65f;

    /// <summary>Largest relative change of a move's step size; hyper value <c>jitter</c>.</summary>
    public float Jitter { get; init; } = 0.2f;
}
