namespace GenGpu.Models.Sampling;

/// <summary>Geometric ladders of inverse temperatures, which swap equally often everywhere when the heat capacity is constant (Kofke, J. Chem. Phys. 117, 6911, 2002).</summary>
public static class TemperatureLadder
{
    /// <summary>Most replicas that a ladder has by default: more make programs of parallel tempering long.</summary>
    public const int MaximumReplicas = 16;

    // With heat capacity dimensions / 2 the exponent of the swap test is normal with mean -m and variance 2 m, m = ln(ratio)^2 dimensions / 2: accepted with probability erfc(sqrt(m) / 2), 0.4 at m = 1.42.
    private const double LogRatio = 1.68;

    /// <summary>Number of replicas from beta down to the smallest inverse temperature such that neighbours of a harmonic energy swap in about 40 % of attempts.</summary>
    /// <param name="beta">Inverse temperature of the target.</param>
    /// <param name="minimumBeta">That of the hottest replica, at most beta.</param>
    /// <param name="dimensions">Number of coordinates.</param>
    /// <param name="maximumReplicas">Never more than this.</param>
    public static int ReplicaCount(double beta, double minimumBeta, int dimensions, int maximumReplicas = MaximumReplicas)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minimumBeta);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimumBeta, beta);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        double steps = Math.Ceiling(Math.Log(beta / minimumBeta) * Math.Sqrt(dimensions) / LogRatio);
        return (int)Math.Clamp(steps + 1, 2, Math.Max(maximumReplicas, 2));
    }

    /// <summary>Inverse temperatures relative to that of the target: 1 first, minimumBeta / beta last, equal ratios between.</summary>
    /// <param name="beta">Inverse temperature of the target.</param>
    /// <param name="minimumBeta">That of the hottest replica.</param>
    /// <param name="replicas">Number of replicas, at least 2.</param>
    public static double[] Ratios(double beta, double minimumBeta, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 2);
        return [.. Enumerable.Range(0, replicas).Select(r => Math.Pow(minimumBeta / beta, r / (replicas - 1.0)))];
    }
}
