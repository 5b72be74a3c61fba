using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Likelihoods;

/// <summary>The density of a flow, by its own program: log q in closed form at any points.</summary>
internal sealed class FlowDensity : ModelDensity
{
    /// <summary>Name of the program that maps points to their log density.</summary>
    public const string ProgramName = "density";

    private readonly IAccelerator _accelerator;
    private readonly IEnsemble _ensemble;
    private readonly int _model;
    private readonly Program _program;
    private readonly ProgramStream _output;

    /// <summary>The density of one model.</summary>
    /// <param name="accelerator">What the ensemble belongs to.</param>
    /// <param name="ensemble">Holds the parameters.</param>
    /// <param name="model">Index of the model.</param>
    /// <param name="smallestScale">The length that a quadrature has to resolve.</param>
    public FlowDensity(IAccelerator accelerator, IEnsemble ensemble, int model, double smallestScale)
    {
        (_accelerator, _ensemble, _model, SmallestScale) = (accelerator, ensemble, model, smallestScale);
        _program = ensemble.Definition.Program(ProgramName);
        _output = _program.Outputs.Single(stream => stream.Name == "logDensity");
    }

    /// <inheritdoc/>
    public override double SmallestScale { get; }

    /// <inheritdoc/>
    public override double[] OnGrid(IReadOnlyList<double[]> axes, int refinement)
    {
        int inner = axes.Count == 1 ? 1 : axes[1].Length;
        int count = axes[0].Length * inner;
        float[] points = new float[axes.Count * count];
        for (int index = 0; index < count; index++)
        {
            points[index] = (float)axes[0][index / inner];
            if (axes.Count == 2)
                points[count + index] = (float)axes[1][index % inner];
        }

        return AtPoints(points, count, refinement);
    }

    /// <inheritdoc/>
    public override double[] AtPoints(ReadOnlySpan<float> points, int count, int refinement)
    {
        int batch = _program.BatchSize;
        int steps = (count + batch - 1) / batch;
        int rows = points.Length / count;
        // The last batch is filled up with zeros.
        float[] padded = new float[checked(rows * steps * batch)];
        for (int row = 0; row < rows; row++)
            points.Slice(row * count, count).CopyTo(padded.AsSpan(row * steps * batch));
        float[] logDensity = new float[checked((int)_output.LengthPerModel(steps))];
        var outputs = new Memory<float>?[_program.Outputs.Count];
        outputs[_output.Index] = logDensity;
        _accelerator.Run([new Launch(_ensemble, _program, 0, steps) { FirstModel = _model, ModelCount = 1, IncludeStopped = true, Inputs = [padded], Outputs = outputs }]);
        return [.. logDensity.Take(count).Select(value => (double)value)];
    }
}
