using GenGpu.Core.Random;

namespace GenGpu.Models.Metrics;

/// <summary>Fixed directions for projections, the same for every model, seed and run, so that sliced distances can be compared.</summary>
public static class Directions
{
    private const uint Key = 0x51CED;

    /// <summary>The unit vector of one axis.</summary>
    /// <param name="axis">Index of the axis.</param>
    /// <param name="dimensions">Number of axes.</param>
    /// <returns>[dimensions].</returns>
    public static double[] Axis(int axis, int dimensions)
    {
        double[] direction = new double[dimensions];
        direction[axis] = 1;
        return direction;
    }

    /// <summary>
    /// Directions spread over the sphere: in two dimensions equally spaced angles pi (j + 1/2) / count, above normalised
    /// Gaussian vectors from Philox with a fixed key.
    /// </summary>
    /// <param name="count">Number of directions, at least 1.</param>
    /// <param name="dimensions">Number of axes, at least 2.</param>
    /// <returns>Unit vectors.</returns>
    public static double[][] Spread(int count, int dimensions)
    {
        double[][] directions = new double[count][];
        for (int index = 0; index < count; index++)
        {
            double angle = Math.PI * (index + 0.5) / count;
            directions[index] = dimensions == 2 ? [Math.Cos(angle), Math.Sin(angle)] : Gaussian(index, dimensions);
        }
        return directions;
    }

    /// <summary>Projects samples on a direction.</summary>
    /// <param name="samples">[dimensions, count].</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="direction">u, [dimensions].</param>
    /// <param name="projected">Overwritten with u . x, [count].</param>
    public static void Project(ReadOnlySpan<float> samples, int count, ReadOnlySpan<double> direction, Span<float> projected)
    {
        projected.Clear();
        for (int axis = 0; axis < direction.Length; axis++)
        {
            float weight = (float)direction[axis];
            if (weight == 0)
                continue;
            ReadOnlySpan<float> row = samples.Slice(axis * count, count);
            for (int sample = 0; sample < row.Length; sample++)
                projected[sample] += weight * row[sample];
        }
    }

    private static double[] Gaussian(int index, int dimensions)
    {
        double[] direction = new double[dimensions];
        double square = 0;
        for (int axis = 0; axis < dimensions; axis++)
        {
            // Box-Muller from two words; + 1/2 keeps the logarithm finite.
            PhiloxBlock block = Philox.Generate(new PhiloxBlock((uint)index, (uint)axis, 0, 0), Key, 0);
            double radius = Math.Sqrt(-2 * Math.Log((block.Word0 + 0.5) / 4294967296.0));
            direction[axis] = radius * Math.Cos(2 * Math.PI * (block.Word1 / 4294967296.0));
            square += direction[axis] * direction[axis];
        }
        for (int axis = 0; axis < dimensions; axis++)
            direction[axis] /= Math.Sqrt(square);
        return direction;
    }
}
