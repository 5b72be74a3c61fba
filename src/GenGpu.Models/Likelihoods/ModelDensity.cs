namespace GenGpu.Models.Likelihoods;

/// <summary>The density of one model over one or more real coordinates, in the units that it is trained in.</summary>
internal abstract class ModelDensity
{
    /// <summary>log Z, for energy-based models.</summary>
    public virtual double? LogPartition => null;

    /// <summary>The smallest length over which the density changes.</summary>
    public abstract double SmallestScale { get; }

    /// <summary>log q at every combination of axis values, the first axis slowest (one or two axes).</summary>
    /// <param name="axes">The values of each axis, ascending.</param>
    /// <param name="refinement">0, 1 ...: how much finer than the coarsest an inner integral is taken.</param>
    /// <returns>One logarithm per combination.</returns>
    public abstract double[] OnGrid(IReadOnlyList<double[]> axes, int refinement);

    /// <summary>log q at points of any number of coordinates.</summary>
    /// <param name="points">[dimensions, count], sample contiguous.</param>
    /// <param name="count">Number of points.</param>
    /// <param name="refinement">As in <see cref="OnGrid"/>.</param>
    public abstract double[] AtPoints(ReadOnlySpan<float> points, int count, int refinement);

    /// <summary>Whether a higher refinement changes anything.</summary>
    public virtual bool HasInnerIntegral => false;
}
