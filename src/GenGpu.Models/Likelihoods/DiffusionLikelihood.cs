using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Likelihoods;

/// <summary>
/// The likelihood bound of a diffusion model, by its own program: over fresh samples of the target where its density is known, over the categories of the binned mode, otherwise at held-out
/// points. E[log q] is at least, and KL(target || model) at most, what is said.
/// </summary>
/// <param name="target">What the model learns.</param>
/// <param name="categories">The categories of the binned mode, or null.</param>
internal sealed class DiffusionLikelihood(Target target, CategoryGrid? categories) : LikelihoodEvaluator
{
    /// <summary>Name of the program that bounds log densities.</summary>
    public const string ProgramName = "bound";

    private const int SampleCount = 20_000;

    /// <inheritdoc/>
    public override string Method => "variational bound";

    /// <inheritdoc/>
    public override bool RunsPrograms => true;

    /// <inheritdoc/>
    public override LikelihoodReport Evaluate(IEnsemble ensemble, int model, ReadOnlyMemory<float> heldOut = default, CancellationToken cancellation = default) =>
        throw new InvalidOperationException("The likelihood bound of a diffusion model is a program: evaluate it with its accelerator.");

    /// <inheritdoc/>
    public override LikelihoodReport Evaluate(IAccelerator accelerator, IEnsemble ensemble, int model, ReadOnlyMemory<float> heldOut = default, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(ensemble);
        Program program = ensemble.Definition.Program(ProgramName);
        double[]? masses = categories is { } grid ? target.CategoryMasses(grid) ?? Shares(grid, heldOut.Span) : null;
        if (masses is not null)
            return OverCategories(masses, Run(accelerator, ensemble, model, program, SampleCount, index => (float)(index % masses.Length)).Bounds);
        if (program.Inputs.Count == 0)
            return OverSamples(Run(accelerator, ensemble, model, program, SampleCount, null));
        if (heldOut.IsEmpty)
            return new LikelihoodReport(Method, null, null, null, 0) { IsBound = true };
        return AtPoints(accelerator, ensemble, model, program, heldOut);
    }

    private static double[]? Shares(CategoryGrid grid, ReadOnlySpan<float> points)
    {
        if (points.IsEmpty)
            return null;
        double[] shares = new double[grid.Count];
        foreach (float point in points)
            shares[grid.CategoryOf(point)] += 1.0 / points.Length;
        return shares;
    }

    private LikelihoodReport OverCategories(double[] masses, float[] bounds)
    {
        double mean = 0, entropy = 0, variance = 0;
        for (int category = 0; category < masses.Length; category++)
        {
            if (masses[category] <= 0)
                continue;
            double[] own = [.. bounds.Where((_, index) => index % masses.Length == category).Select(bound => (double)bound)];
            (double average, double error) = MeanOf(own);
            mean += masses[category] * average;
            variance += masses[category] * masses[category] * error * error;
            entropy -= masses[category] * Math.Log(masses[category]);
        }

        bool isExact = target.CategoryMasses(categories!.Value) is not null;
        return new LikelihoodReport(Method, isExact ? -entropy - mean : null, mean, null, Math.Sqrt(variance)) { IsBound = true, PerfectMean = isExact ? -entropy : null };
    }

    private LikelihoodReport OverSamples((float[] Bounds, float[]? Points) run)
    {
        int count = run.Bounds.Length, dimensions = target.Dimensions;
        double[] gaps = new double[count];
        double[] point = new double[dimensions];
        for (int index = 0; index < count; index++)
        {
            for (int axis = 0; axis < dimensions; axis++)
                point[axis] = run.Points![(axis * count) + index];
            gaps[index] = target.LogDensity(point) - run.Bounds[index];
        }

        // The differences vary less than either term: their mean is the sharper figure, and the entropy is exact where it is known.
        (double divergence, double error) = MeanOf(gaps);
        double? perfect = -target.Entropy;
        double mean = perfect is { } known ? known - divergence : run.Bounds.Average(bound => (double)bound);
        return new LikelihoodReport(Method, divergence, mean, null, error) { IsBound = true, PerfectMean = perfect };
    }

    private LikelihoodReport AtPoints(IAccelerator accelerator, IEnsemble ensemble, int model, Program program, ReadOnlyMemory<float> heldOut)
    {
        int rows = target.Dimensions, known = heldOut.Length / rows;
        // Held-out points are few and a bound is a draw: each is taken again and again until there are as many draws as elsewhere.
        int count = (Math.Max(SampleCount, known) + known - 1) / known * known;
        float[] bounds = Run(accelerator, ensemble, model, program, count, index => heldOut.Span[(index / count * known) + (index % count % known)]).Bounds;
        (double mean, double error) = MeanOf([.. Enumerable.Range(0, known).Select(point => Enumerable.Range(0, count / known).Average(turn => (double)bounds[(turn * known) + point]))]);
        double logVolume = 0;
        foreach (double scale in target.Standardisation.Scale)
            logVolume += Math.Log(scale);
        return new LikelihoodReport(Method, null, mean - logVolume, null, error) { IsBound = true };
    }

    private (float[] Bounds, float[]? Points) Run(IAccelerator accelerator, IEnsemble ensemble, int model, Program program, int count, Func<int, float>? point)
    {
        int batch = program.BatchSize, rows = target.Dimensions;
        int steps = (count + batch - 1) / batch;
        float[] input = new float[point is null ? 0 : checked(rows * steps * batch)];
        for (int index = 0; index < input.Length; index++)
        {
            // Filled up with the last point.
            int column = Math.Min(index % (steps * batch), count - 1);
            input[index] = point!((index / (steps * batch) * count) + column);
        }

        var outputs = new Memory<float>?[program.Outputs.Count];
        float[][] drawn = [.. program.Outputs.Select(stream => new float[checked((int)stream.LengthPerModel(steps))])];
        for (int stream = 0; stream < drawn.Length; stream++)
            outputs[program.Outputs[stream].Index] = drawn[stream];
        accelerator.Run([new Launch(ensemble, program, 0, steps)
        {
            FirstModel = model, ModelCount = 1, IncludeStopped = true, Inputs = point is null ? [] : [input], Outputs = outputs,
        }]);
        float[] Of(string name) => drawn[program.Outputs.Single(stream => stream.Name == name).Index];
        return (point is null ? Of("bound") : Of("bound")[..count], point is null ? Of("points") : null);
    }

    private static (double Mean, double Error) MeanOf(double[] values)
    {
        if (values.Length == 0)
            return (double.NaN, double.NaN);
        double mean = values.Average();
        return (mean, values.Length == 1 ? double.NaN : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1.0) / values.Length));
    }
}
