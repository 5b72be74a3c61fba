namespace GenGpu.Reports;

/// <summary>The histograms that the pictures show, as densities (or probabilities of categories).</summary>
internal static class Histograms
{
    /// <summary>
    /// Bins per axis that a picture bears. Where the target's law is not drawn, its points decide: a hundred points in 64 x 64 cells would be a scatter of single dots that outshines every model.
    /// </summary>
    /// <param name="report">What is drawn.</param>
    /// <param name="most">Bins when there are many points.</param>
    public static int BinsFor(RunReport report, int most) =>
        report.TargetDensity is null && report.Categories is null ? Math.Clamp((int)(1.2 * Math.Sqrt(report.Target.Count)), 16, most) : most;

    /// <summary>Density per bin of one coordinate, 1 / unit; samples outside the axis count in the total only.</summary>
    public static double[] Density(ReadOnlySpan<float> values, Axis axis)
    {
        double[] density = new double[axis.Bins];
        foreach (float value in values)
        {
            int bin = axis.Bin(value);
            if (bin >= 0)
                density[bin]++;
        }

        return Scale(density, values.Length * axis.Width);
    }

    /// <summary>Density per cell of two coordinates, 1 / unit^2; cell = binY * x.Bins + binX.</summary>
    public static double[] Density(ReadOnlySpan<float> xValues, ReadOnlySpan<float> yValues, Axis x, Axis y)
    {
        double[] density = new double[x.Bins * y.Bins];
        for (int i = 0; i < xValues.Length; i++)
        {
            int binX = x.Bin(xValues[i]), binY = y.Bin(yValues[i]);
            if (binX >= 0 && binY >= 0)
                density[(binY * x.Bins) + binX]++;
        }

        return Scale(density, xValues.Length * x.Width * y.Width);
    }

    /// <summary>Share of samples nearest to each of equally spaced points.</summary>
    public static double[] Categories(ReadOnlySpan<float> values, IReadOnlyList<double> points)
    {
        double[] share = new double[points.Count];
        double spacing = points.Count > 1 ? points[1] - points[0] : 1;
        foreach (float value in values)
        {
            if (!float.IsNaN(value))
                share[(int)Math.Clamp(Math.Round((value - points[0]) / spacing), 0, points.Count - 1)]++;
        }

        return Scale(share, values.Length);
    }

    private static double[] Scale(double[] counts, double divisor)
    {
        for (int i = 0; i < counts.Length; i++)
            counts[i] /= divisor;
        return counts;
    }
}
