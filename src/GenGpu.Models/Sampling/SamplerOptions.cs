namespace GenGpu.Models.Sampling;

/// <summary>How Hamiltonian chains run. Numbers that do not change a shape become hyper values with these defaults.</summary>
public sealed record SamplerOptions
{
    /// <summary>Number of chains that run side by side (of every model of an ensemble).</summary>
    public int Chains { get; init; } = 64;

    /// <summary>Leapfrog steps of a move; hyper value <c>leapfrogSteps</c>.</summary>
    public int LeapfrogSteps { get; init; } = 10;

    /// <summary>Moves between outputs; hyper value <c>thinning</c>.</summary>
    public int Thinning { get; init; } = 1;

    /// <summary>Mean acceptance that the step size approaches during warm-up; hyper value <c>targetAcceptance</c>.</summary>
    public float TargetAcceptance { get; init; } = 0.75f;

    /// <summary>Largest relative change of a move's step size; hyper value <c>jitter</c>.</summary>
    public float Jitter { get; init; } = 0.2f;

    /// <summary>Step size before warm-up in units of the energy's spread; default 0.5 dimensions^(-1/4), as leapfrog errors grow.</summary>
    public float? InitialStepSize { get; init; }

    /// <summary>Chains start at the energy's centre + this times its spread times normals: above 1 so that chains which have not mixed disagree; hyper value <c>startSpread</c>.</summary>
    public float StartSpread { get; init; } = 1.5f;
}
