using GenGpu.Core.Accelerators;

namespace GenGpu.Models.Metrics;

/// <summary>Normalised histograms of samples.</summary>
public static class HistogramMasses
{
    /// <summary>The share of samples in every cell and, in the last entry, outside the grid.</summary>
    /// <param name="samples">[grid.Dimensions, count].</param>
    /// <param name="count">Number of samples, at least 1.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="kernels">Whole-buffer kernels.</param>
    /// <returns>grid.CellCount + 1 masses that sum to 1.</returns>
    public static double[] WithOverflow(ReadOnlyMemory<float> samples, int count, HistogramGrid grid, IBufferKernels kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        long[] counts = new long[grid.CellCount + 1];
        kernels.Histogram(samples, count, grid, counts);
        return [.. counts.Select(cell => (double)cell / count)];
    }

    /// <summary>The share of the samples inside the grid in every cell: samples outside are dropped, as in the protocol; all zero when none is inside.</summary>
    /// <param name="samples">[grid.Dimensions, count].</param>
    /// <param name="count">Number of samples, at least 1.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="kernels">Whole-buffer kernels.</param>
    /// <returns>grid.CellCount masses.</returns>
    public static double[] Inside(ReadOnlyMemory<float> samples, int count, HistogramGrid grid, IBufferKernels kernels)
    {
        double[] masses = WithOverflow(samples, count, grid, kernels);
        double inside = masses.AsSpan(0, grid.CellCount).ToArray().Sum();
        return [.. masses.Take(grid.CellCount).Select(mass => inside > 0 ? mass / inside : 0)];
    }
}
