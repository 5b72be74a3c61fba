namespace GenGpu.Models.Energies;

/// <summary>What a flow is conditioned on: one training then serves every value in an interval.</summary>
/// <param name="Name"><c>beta</c>, or the name of a parameter of the energy.</param>
/// <param name="Low">Smallest value.</param>
/// <param name="High">Largest value, above <paramref name="Low"/>.</param>
public sealed record EnergyCondition(string Name, double Low, double High)
{
    /// <summary>Name of the hyper value that samples are conditioned on.</summary>
    public const string HyperName = "condition";

    /// <summary>The name that means the inverse temperature.</summary>
    public const string Beta = "beta";

    /// <summary>Whether the inverse temperature is the condition; its values are spaced geometrically, those of others evenly.</summary>
    public bool IsBeta => Name == Beta;

    /// <summary>The value in the middle, geometrically for beta.</summary>
    public double Middle => IsBeta ? Math.Sqrt(Low * High) : (Low + High) / 2;

    /// <summary>Values from <see cref="Low"/> to <see cref="High"/>, spaced geometrically for beta and evenly otherwise, as programs hold them: in single precision.</summary>
    /// <param name="count">How many, at least 2.</param>
    public double[] Values(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        double[] values = new double[count];
        for (int index = 0; index < count; index++)
        {
            double share = (double)index / (count - 1);
            values[index] = (float)(IsBeta ? Low * Math.Pow(High / Low, share) : Low + ((High - Low) * share));
        }

        return values;
    }
}
