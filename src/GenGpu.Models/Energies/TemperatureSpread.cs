namespace GenGpu.Models.Energies;

/// <summary>
/// How wide the samples of an energy are at a temperature, from what <see cref="Energy.Spread"/> says of beta = 1. Of all normal distributions around the centre with independent coordinates of widths f_i spread_i, the one of least
/// free energy, E[beta U] - sum_i log f_i (Feynman and Kleinert's variational principle in its simplest form), follows the temperature as the target does: f_i falls as beta^(-1/2) in a harmonic well and as beta^(-1/4) in a quartic one.
/// Only the ratio of these widths at beta and at 1 is used.
/// </summary>
internal static class TemperatureSpread
{
    private const int Points = 64;
    private const int Sweeps = 2;
    private const int Refinements = 14;
    private const int MostCoordinates = 256;
    private const double AnchorReach = 8;

    /// <summary>The spread at an inverse temperature.</summary>
    /// <param name="energy">U; called some ten thousand times where the temperature is not 1.</param>
    /// <param name="beta">Inverse temperature, above 0.</param>
    /// <returns>[dimensions]: <see cref="Energy.Spread"/> itself at beta = 1, for angles, and for functions on the host, whose spread is that of the samples that are wanted.</returns>
    public static IReadOnlyList<double> Of(Energy energy, double beta)
    {
        if (beta == 1 || energy.IsAngular || energy is CallbackEnergy)
            return energy.Spread;
        double[][] points = Normals(energy.Dimensions);
        double[] anchor = Widths(energy, 1, points, [.. Enumerable.Repeat(1.0, energy.Dimensions)], AnchorReach);
        double[] widths = Widths(energy, beta, points, anchor, Math.Max(beta, 1 / beta));
        return [.. energy.Spread.Select((spread, axis) => spread * widths[axis] / anchor[axis])];
    }

    // Coordinate by coordinate, each within a factor of the start. On a lattice, where all sites are alike, and in many dimensions, with one width for all.
    private static double[] Widths(Energy energy, double beta, double[][] points, double[] start, double reach)
    {
        double[] widths = [.. start];
        bool isCommon = energy.Lattice is not null || energy.Dimensions > MostCoordinates;
        int groups = isCommon ? 1 : energy.Dimensions;
        for (int sweep = 0; sweep < (isCommon ? 1 : Sweeps); sweep++)
        {
            for (int group = 0; group < groups; group++)
            {
                int[] axes = isCommon ? [.. Enumerable.Range(0, energy.Dimensions)] : [group];
                double best = Minimum(log => FreeEnergy(energy, beta, points, widths, axes, start, log), Math.Log(reach));
                foreach (int axis in axes)
                    widths[axis] = start[axis] * Math.Exp(best);
            }
        }

        return widths;
    }

    private static double FreeEnergy(Energy energy, double beta, double[][] points, double[] widths, int[] axes, double[] start, double log)
    {
        double[] own = [.. widths];
        foreach (int axis in axes)
            own[axis] = start[axis] * Math.Exp(log);
        double[] x = new double[own.Length];
        double sum = 0;
        foreach (double[] point in points)
        {
            for (int axis = 0; axis < x.Length; axis++)
                x[axis] = energy.Centre[axis] + (energy.Spread[axis] * own[axis] * point[axis]);
            sum += energy.Evaluate(x);
        }

        double value = (beta * sum / points.Length) - (axes.Length * log);
        return double.IsNaN(value) ? double.PositiveInfinity : value;
    }

    // The least of 17 values over [-reach, reach], then ever smaller steps around it.
    private static double Minimum(Func<double, double> value, double reach)
    {
        const int coarse = 8;
        double step = reach / coarse;
        double at = 0;
        double least = value(0);
        for (int place = -coarse; place <= coarse; place++)
            Try(place * step);
        for (int refinement = 0; refinement < Refinements; refinement++)
        {
            step *= 0.5;
            double middle = at;
            Try(middle - step);
            Try(middle + step);
        }

        return Math.Clamp(at, -reach, reach);

        void Try(double candidate)
        {
            double found = value(candidate);
            if (found < least)
                (at, least) = (candidate, found);
        }
    }

    // A Latin hypercube: every coordinate takes the same quantiles, each in an order of its own, symmetric about 0.
    private static double[][] Normals(int dimensions)
    {
        double[][] points = [.. Enumerable.Range(0, Points).Select(_ => new double[dimensions])];
        double[] quantiles = [.. Enumerable.Range(0, Points).Select(k => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (k + 0.5) / Points))];
        for (int axis = 0; axis < dimensions; axis++)
        {
            double[] order = [.. quantiles];
            new Random(axis + 1).Shuffle(order);
            for (int point = 0; point < Points; point++)
                points[point][axis] = order[point];
        }

        return points;
    }
}
