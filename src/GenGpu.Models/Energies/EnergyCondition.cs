namespace GenGpu.Models.Energies;

/// <summary>What a flow is conditioned on: one training then serves every value in an interval.</summary>
/// <param name="Name"><c>beta</c>, or the name of a parameter of the energy.</param>
/// <param name="Low">Smallest value.</param>
/// <param name="High">Largest value, above <paramref name="Low"/>.</param>
public sealed record EnergyCondition(string Name, double Low, double High)
{
    /// <summary>The name that means the inverse temperature.</summary>
    public const string Beta = "beta";

    /// <summary>Whether the inverse temperature is the condition; its values are spaced geometrically, those of others evenly.</summary>
    public bool IsBeta => Name == Beta;

    /// <summary>The value in the middle, geometrically for beta.</summary>
    public double Middle => IsBeta ? Math.Sqrt(Low * High) : (Low + High) / 2;
}
