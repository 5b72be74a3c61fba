namespace GenGpu.Models.Energies;

/// <summary>Looks whether exp(-beta U) can be normalised: along every coordinate, from the centre out, beta U must in the end rise faster than the logarithm of the distance.</summary>
public static class Tails
{
    private const double Far = 1e6;
    private const double Nearer = 1e5;

    /// <summary>The first coordinate along which the integral diverges, or null. It looks along the axes alone: a null is no proof.</summary>
    /// <param name="energy">U.</param>
    /// <param name="beta">Inverse temperature.</param>
    /// <returns>Index of the coordinate.</returns>
    public static int? Open(Energy energy, double beta)
    {
        ArgumentNullException.ThrowIfNull(energy);
        if (energy.IsAngular)
            return null;
        for (int axis = 0; axis < energy.Dimensions; axis++)
        {
            if (IsOpen(energy, beta, axis, 1) || IsOpen(energy, beta, axis, -1))
                return axis;
        }

        return null;
    }

    // The integral of exp(-beta U) from Nearer to Far, against that up to Nearer if U rose as the logarithm.
    private static bool IsOpen(Energy energy, double beta, int axis, int sign)
    {
        double rise = beta * (At(energy, axis, sign * Far) - At(energy, axis, sign * Nearer));
        return rise < Math.Log(Far / Nearer);
    }

    private static double At(Energy energy, int axis, double spreads)
    {
        // Beside the centre, where particles may lie on each other and their repulsion hides all else.
        double[] x = [.. Enumerable.Range(0, energy.Dimensions).Select(i => energy.Centre[i] + (energy.Spread[i] * Math.Sin((1.7 * i) + 0.4)))];
        x[axis] += spreads * energy.Spread[axis];
        return energy.Evaluate(x);
    }
}
