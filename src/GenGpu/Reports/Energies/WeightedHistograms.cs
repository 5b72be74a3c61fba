namespace GenGpu.Reports.Energies;

/// <summary>Histograms of weighted samples, as densities.</summary>
internal static class WeightedHistograms
{
    /// <summary>Density per bin of one coordinate with its standard error; samples outside the axis count in the total only.</summary>
    /// <param name="values">One value per sample.</param>
    /// <param name="weights">One weight per sample, of mean 1; empty for equal ones.</param>
    /// <param name="axis">The bins.</param>
    public static (double[] Density, double[] Error) Density(ReadOnlySpan<float> values, ReadOnlySpan<double> weights, Axis axis)
    {
        double[] density = new double[axis.Bins];
        double[] error = new double[axis.Bins];
        for (int sample = 0; sample < values.Length; sample++)
        {
            int bin = axis.Bin(values[sample]);
            if (bin < 0)
                continue;
            double weight = weights.IsEmpty ? 1 : weights[sample];
            density[bin] += weight;
            error[bin] += weight * weight;
        }

        double scale = values.Length * axis.Width;
        for (int bin = 0; bin < axis.Bins; bin++)
        {
            // A weight without neighbours is its own error, which says that it proves little.
            error[bin] = Math.Sqrt(error[bin]) / scale;
            density[bin] /= scale;
        }

        return (density, error);
    }

    /// <summary>Density per cell of two coordinates; cell = binY * x.Bins + binX.</summary>
    /// <param name="points">The samples.</param>
    /// <param name="weights">One weight per sample, of mean 1; empty for equal ones.</param>
    /// <param name="x">Bins of the first coordinate.</param>
    /// <param name="y">Bins of the second.</param>
    public static double[] Density(ReportSamples points, ReadOnlySpan<double> weights, Axis x, Axis y)
    {
        double[] density = new double[x.Bins * y.Bins];
        ReadOnlySpan<float> first = points.Column(0), second = points.Column(1);
        double share = 1 / (points.Count * x.Width * y.Width);
        for (int sample = 0; sample < first.Length; sample++)
        {
            int binX = x.Bin(first[sample]), binY = y.Bin(second[sample]);
            if (binX >= 0 && binY >= 0)
                density[(binY * x.Bins) + binX] += share * (weights.IsEmpty ? 1 : weights[sample]);
        }

        return density;
    }

    /// <summary>The values below which given shares of the weight lie.</summary>
    /// <param name="values">One value per sample; those that are not finite are left out.</param>
    /// <param name="weights">One weight per sample; empty for equal ones.</param>
    /// <param name="low">The lower share.</param>
    /// <param name="high">The upper share.</param>
    /// <returns>Null when no finite value has weight.</returns>
    public static (double Low, double High)? Quantiles(ReadOnlySpan<float> values, ReadOnlySpan<double> weights, double low, double high)
    {
        float[] sorted = values.ToArray();
        double[] masses = weights.IsEmpty ? [.. Enumerable.Repeat(1.0, sorted.Length)] : weights.ToArray();
        for (int sample = 0; sample < sorted.Length; sample++)
            masses[sample] = float.IsFinite(sorted[sample]) ? masses[sample] : 0;
        Array.Sort(sorted, masses);
        double total = masses.Sum();
        return total > 0 ? (At(low * total), At(high * total)) : null;

        double At(double mass)
        {
            double sum = 0;
            int last = 0;
            for (int sample = 0; sample < sorted.Length; sample++)
            {
                if (masses[sample] == 0)
                    continue;
                (sum, last) = (sum + masses[sample], sample);
                if (sum >= mass)
                    break;
            }

            return sorted[last];
        }
    }
}
