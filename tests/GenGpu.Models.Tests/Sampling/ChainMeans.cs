namespace GenGpu.Models.Tests.Sampling;

/// <summary>Mean of a function over chains that do not know of each other: their own means give its standard error, whatever their autocorrelation.</summary>
internal static class ChainMeans
{
    /// <summary>Mean and standard error; samples are [rows][steps * chains].</summary>
    public static (double Mean, double Error) Of(float[] samples, int rows, int chains, Func<double[], double> function)
    {
        int columns = samples.Length / rows;
        double[] means = new double[chains];
        double[] x = new double[rows];
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < rows; row++)
                x[row] = samples[(row * columns) + column];
            means[column % chains] += function(x) * chains / columns;
        }

        double mean = means.Average();
        return (mean, Math.Sqrt(means.Sum(m => (m - mean) * (m - mean)) / (chains - 1) / chains));
    }
}
