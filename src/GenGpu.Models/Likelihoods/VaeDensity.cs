namespace GenGpu.Models.Likelihoods;

/// <summary>
/// Density of a VAE with two latents and p(x|z) = N(mean(z), variance I): the mixture over a fine grid of z. A node adds to the grid of x within nine deviations of its mean; where
/// none reaches, the nearest mean of a coarse grid bounds the density.
/// </summary>
/// <param name="decoder">mean(z).</param>
/// <param name="variance">The decoder's variance, above 0.</param>
/// <param name="cancellation">Ends quadrature early.</param>
internal sealed class VaeDensity(HostDecoder decoder, double variance, CancellationToken cancellation) : ModelDensity
{
    private const int CoarsestPoints = 200;
    private const double Reach = 9;
    private readonly double _deviation = Math.Sqrt(variance);

    /// <inheritdoc/>
    public override double SmallestScale => _deviation;

    /// <inheritdoc/>
    public override bool HasInnerIntegral => true;

    /// <inheritdoc/>
    public override double[] OnGrid(IReadOnlyList<double[]> axes, int refinement)
    {
        double[] first = axes[0];
        double[] second = axes.Count == 2 ? axes[1] : [0];
        double[] density = new double[first.Length * second.Length];
        double[] firstKernel = new double[first.Length];
        double[] secondKernel = new double[second.Length];
        LatentGrid.Visit(Points(refinement), (latent, weight) =>
        {
            ReadOnlySpan<double> mean = decoder.Decode(latent);
            (int firstStart, int firstEnd) = Kernel(first, mean[0], firstKernel);
            int secondStart = 0;
            int secondEnd = 1;
            if (axes.Count == 2)
                (secondStart, secondEnd) = Kernel(second, mean[1], secondKernel);
            else
                secondKernel[0] = 1;
            for (int row = firstStart; row < firstEnd; row++)
            {
                double scaled = weight * firstKernel[row];
                Span<double> target = density.AsSpan(row * second.Length, second.Length);
                for (int column = secondStart; column < secondEnd; column++)
                    target[column] += scaled * secondKernel[column];
            }
        }, cancellation);
        double normalisation = -0.5 * axes.Count * Math.Log(2 * Math.PI * variance);
        double[] result = new double[density.Length];
        List<int> far = [];
        for (int index = 0; index < result.Length; index++)
        {
            if (density[index] > 1e-290)
                result[index] = Math.Log(density[index]) + normalisation;
            else
                far.Add(index);
        }

        FillFar(result, far, axes);
        return result;
    }

    /// <inheritdoc/>
    public override double[] AtPoints(ReadOnlySpan<float> points, int count, int refinement)
    {
        int dimensions = decoder.OutputRows;
        float[] values = points.ToArray();
        double[] largest = new double[count];
        double[] sum = new double[count];
        Array.Fill(largest, double.NegativeInfinity);
        LatentGrid.Visit(Points(refinement), (latent, weight) =>
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<double> mean = decoder.Decode(latent);
            double logWeight = Math.Log(weight);
            for (int index = 0; index < count; index++)
            {
                double distance = 0;
                for (int axis = 0; axis < dimensions; axis++)
                    distance += (values[axis * count + index] - mean[axis]) * (values[axis * count + index] - mean[axis]);
                double term = logWeight - distance / (2 * variance);
                if (term > largest[index])
                {
                    sum[index] = sum[index] * Math.Exp(largest[index] - term) + 1;
                    largest[index] = term;
                }
                else if (term > largest[index] - 40)
                {
                    sum[index] += Math.Exp(term - largest[index]);
                }
            }
        }, cancellation);
        double normalisation = -0.5 * dimensions * Math.Log(2 * Math.PI * variance);
        return [.. largest.Zip(sum, (top, total) => top + Math.Log(total) + normalisation)];
    }

    private static int Points(int refinement) => refinement < 0 ? (CoarsestPoints >> -refinement) + 1 : (CoarsestPoints << refinement) + 1;

    /// <summary>exp(-(x - mean)^2 / 2 variance) for the values within reach; returns their range.</summary>
    private (int Start, int End) Kernel(double[] values, double mean, double[] kernel)
    {
        int start = LowerBound(values, mean - Reach * _deviation);
        int end = start;
        for (; end < values.Length && values[end] <= mean + Reach * _deviation; end++)
        {
            double distance = values[end] - mean;
            kernel[end] = Math.Exp(-distance * distance / (2 * variance));
        }

        return (start, end);
    }

    private static int LowerBound(double[] values, double value)
    {
        int found = Array.BinarySearch(values, value);
        return found >= 0 ? found : ~found;
    }

    /// <summary>The density where no node reaches, from a coarse grid of nodes for all such points together.</summary>
    private void FillFar(double[] result, List<int> far, IReadOnlyList<double[]> axes)
    {
        if (far.Count == 0)
            return;
        int inner = axes.Count == 2 ? axes[1].Length : 1;
        float[] points = new float[axes.Count * far.Count];
        for (int place = 0; place < far.Count; place++)
        {
            points[place] = (float)axes[0][far[place] / inner];
            if (axes.Count == 2)
                points[far.Count + place] = (float)axes[1][far[place] % inner];
        }

        double[] logs = AtPoints(points, far.Count, -3);
        for (int place = 0; place < logs.Length; place++)
            result[far[place]] = logs[place];
    }
}
