namespace GenGpu.Models.Metrics;

/// <summary>Cuts samples laid out [dimensions, count].</summary>
public static class SampleBlocks
{
    /// <summary>The first samples.</summary>
    /// <param name="samples">[dimensions, count].</param>
    /// <param name="dimensions">Dimensions of a sample.</param>
    /// <param name="maximum">How many at most.</param>
    /// <returns>[dimensions, min(count, maximum)], a new array.</returns>
    /// <exception cref="ArgumentException">The length is not a multiple of the dimensions.</exception>
    public static float[] First(ReadOnlySpan<float> samples, int dimensions, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        if (samples.Length % dimensions != 0)
            throw new ArgumentException($"{samples.Length} values are not a multiple of {dimensions} dimensions.", nameof(samples));
        int count = samples.Length / dimensions;
        int taken = Math.Min(count, maximum);
        float[] first = new float[dimensions * taken];
        for (int axis = 0; axis < dimensions; axis++)
            samples.Slice(axis * count, taken).CopyTo(first.AsSpan(axis * taken));
        return first;
    }
}
