namespace GenGpu.Models.Energies;

/// <summary>
/// One Boltzmann distribution exp(-beta U(x)) / Z: an energy at one temperature and, for a flow with a condition on a parameter, at one value of it. Exact values exist where that is the parameter's default.
/// </summary>
public sealed class BoltzmannLaw
{
    private readonly Lazy<double?> _logPartition;
    private readonly Lazy<double?> _entropy;

    /// <summary>Creates the distribution.</summary>
    /// <param name="energy">U.</param>
    /// <param name="beta">Inverse temperature, above 0.</param>
    /// <param name="hasDefaults">Whether the parameters of the energy have their default values.</param>
    public BoltzmannLaw(Energy energy, double beta, bool hasDefaults = true)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        (Energy, Beta, HasDefaults) = (energy, beta, hasDefaults);
        _logPartition = new(() => hasDefaults ? energy.LogPartition(beta) : null);
        _entropy = new(() => hasDefaults ? energy.Entropy(beta) : null);
    }

    /// <summary>U; its <see cref="Energy.Evaluate"/> is that of this distribution only if <see cref="HasDefaults"/>.</summary>
    public Energy Energy { get; }

    /// <summary>Inverse temperature.</summary>
    public double Beta { get; }

    /// <summary>Whether the parameters of the energy have their default values, for which exact values are known.</summary>
    public bool HasDefaults { get; }

    /// <summary>Whether exact occupations and means of the energy hold, which are known at beta = 1.</summary>
    public bool IsPlain => HasDefaults && Beta == 1;

    /// <summary>log Z where it is known exactly, or null.</summary>
    public double? LogPartition => _logPartition.Value;

    /// <summary>-E[log p] in nats where it is known exactly, or null.</summary>
    public double? Entropy => _entropy.Value;

    /// <summary>Whether independent exact samples can be drawn.</summary>
    public bool HasSampler => HasDefaults && Energy.HasSampler(Beta);
}
