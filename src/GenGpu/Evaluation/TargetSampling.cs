using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Conditions;
using GenGpu.Models.Targets;

namespace GenGpu.Evaluation;

/// <summary>Draws fresh samples of a target on an accelerator: references, floors, pictures. Safe to call from one thread at a time.</summary>
public sealed class TargetSampling : IDisposable
{
    private const int BatchSize = 1000;

    // The same for every run, so that a trial's figures do not depend on the seed of the first trial that it is packed with.
    private const ulong Seed = 1;
    private const long StepsPerDraw = 1L << 20;
    private readonly IAccelerator _accelerator;
    private readonly IEnsemble _ensemble;
    private readonly Program _program;
    private readonly Lock _lock = new();

    /// <summary>Builds the program.</summary>
    /// <param name="accelerator">What draws; stays the caller's.</param>
    /// <param name="target">The target.</param>
    public TargetSampling(IAccelerator accelerator, Target target)
        : this(accelerator, (target ?? throw new ArgumentNullException(nameof(target))).Name, g => target.Sample(g, "target"))
    {
    }

    /// <summary>Builds the program of a law with a parameter, which <see cref="Give"/> sets.</summary>
    /// <param name="accelerator">What draws; stays the caller's.</param>
    /// <param name="name">Name of the law.</param>
    /// <param name="dimensions">Number of coordinates.</param>
    /// <param name="sample">Emits samples [dimensions, batch] at a scalar value.</param>
    internal TargetSampling(IAccelerator accelerator, string name, int dimensions, Func<ProgramBuilder, Value, Value> sample)
        : this(accelerator, name, g => g.BroadcastTo(sample(g, g.Hyper(g.Model.Hyper(ConditionSet.HyperName, 0, "value of the parameter"))), Shape.Batched(dimensions, g.BatchSize)))
    {
    }

    private TargetSampling(IAccelerator accelerator, string name, Func<ProgramBuilder, Value> sample)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        _accelerator = accelerator;
        var model = new ModelBuilder($"target {name}");
        ProgramBuilder g = model.Program("sample", BatchSize, RandomPurpose.Reference);
        g.Output("samples", sample(g));
        _program = g.Build();
        _ensemble = accelerator.CreateEnsemble(model.Build(), [Seed]);
    }

    /// <summary>Draws samples; see <see cref="GenGpu.Models.Metrics.TargetSampler"/>.</summary>
    /// <param name="count">Number of samples.</param>
    /// <param name="draw">Index of the draw.</param>
    /// <returns>[dimensions, count], sample contiguous, in the units that models are trained in.</returns>
    public float[] Draw(int count, int draw)
    {
        int steps = Training.SampleRange.Steps(count, BatchSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, StepsPerDraw);
        int rows = _program.Outputs[0].Shape.Rows;
        float[] drawn = new float[checked((int)_program.Outputs[0].LengthPerModel(steps))];
        lock (_lock)
            _accelerator.Run([new Launch(_ensemble, _program, draw * StepsPerDraw, steps) { Outputs = [drawn.AsMemory()] }]);
        if (steps * BatchSize == count)
            return drawn;
        float[] samples = new float[checked(rows * count)];
        for (int row = 0; row < rows; row++)
            drawn.AsSpan(row * steps * BatchSize, count).CopyTo(samples.AsSpan(row * count, count));
        return samples;
    }

    /// <summary>Sets the parameter of a law that has one.</summary>
    /// <param name="value">Its value.</param>
    internal void Give(double value) => _ensemble.WriteHyper(0, _ensemble.Definition.FindHyper(ConditionSet.HyperName)!, [(float)value]);

    /// <inheritdoc/>
    public void Dispose() => _ensemble.Dispose();
}
