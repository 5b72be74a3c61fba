using System.Diagnostics;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Families;

namespace GenGpu.Benchmarks;

/// <summary>
/// Models of a <see cref="TrainingCell"/> that train on any accelerator and are timed by the clock on the wall, in launches that are long against their start.
/// </summary>
public sealed class TrainingBenchmark : IDisposable
{
    private readonly IAccelerator accelerator;
    private readonly TrainingCell cell;
    private readonly TrainableModel model;
    private long step;
    private int chunk = 1;

    /// <summary>Builds and initialises the models.</summary>
    /// <param name="accelerator">What trains them; it stays the caller's.</param>
    /// <param name="cell">Kind and width of the models.</param>
    /// <param name="modelCount">Models trained side by side.</param>
    /// <exception cref="UserErrorException">There is no such family here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width or the number of models is out of range.</exception>
    public TrainingBenchmark(IAccelerator accelerator, TrainingCell cell, int modelCount)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentOutOfRangeException.ThrowIfLessThan(cell.Width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cell.Width, TrainingCell.MaximumWidth);
        ArgumentOutOfRangeException.ThrowIfLessThan(modelCount, 1);
        this.accelerator = accelerator;
        this.cell = cell;
        model = cell.CreateModel();
        Ensemble = accelerator.CreateEnsemble(model.Definition, [.. Enumerable.Range(0, modelCount).Select(i => 42UL + (ulong)i)]);
        accelerator.Run([new Launch(Ensemble, model.Initialise, 0, 1)]);
    }

    /// <summary>The models.</summary>
    public IEnsemble Ensemble { get; }

    /// <summary>The program that is timed.</summary>
    public Program Train => model.Train;

    /// <summary>Parameters of one model.</summary>
    public long ParameterCount => model.ParameterCount;

    /// <summary>Floating-point operations of a step as the op table counts them, random numbers included.</summary>
    public double FlopsPerStep => Train.Quiet.Instructions().Sum(i => i.Op.CostOf(i).Flops);

    /// <summary>Floating-point operations of a step's matrix products alone, whose floor is the peak of fused multiply-adds.</summary>
    public double ProductFlopsPerStep => Train.Quiet.Instructions().Sum(ProductFlops);

    /// <summary>Trains all models for that many steps.</summary>
    /// <param name="steps">Steps, at least 1.</param>
    public void Run(int steps)
    {
        accelerator.Run([new Launch(Ensemble, model.Train, step, steps)]);
        step += steps;
    }

    /// <summary>Trains about that long.</summary>
    /// <param name="seconds">Seconds; more when the least steps take longer.</param>
    /// <param name="leastSteps">Least steps of a launch. The last step of a launch also computes what is reported, so launches of single steps, which thousands of models would get, are not what training does.</param>
    /// <returns>Microseconds per model and step, all models and threads together.</returns>
    /// <exception cref="InvalidOperationException">A model diverged: it would be skipped and make the figure look better than it is.</exception>
    public double Measure(double seconds, int leastSteps = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leastSteps, 1);
        chunk = Math.Max(chunk, leastSteps);
        double target = Math.Min(0.05, seconds / 4);
        long steps = 0;
        long start = Stopwatch.GetTimestamp();
        double passed = 0;
        while (passed < seconds)
        {
            Run(chunk);
            steps += chunk;
            double before = passed;
            passed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double factor = target / Math.Max(passed - before, 1e-6);
            chunk = (int)Math.Clamp(chunk * Math.Clamp(factor, 0.5, 4), leastSteps, 1_000_000);
        }

        RequireRunning();
        return 1e6 * passed / (steps * Ensemble.ModelCount);
    }

    /// <summary>
    /// Trains in rounds. The peak is measured right before and right after each of them, and the shares of it are medians of the rounds' own: clocks change by the minute, and the peak
    /// of another minute would be no fair measure.
    /// </summary>
    /// <param name="rounds">Rounds, at least 1.</param>
    /// <param name="seconds">Seconds of a round.</param>
    /// <exception cref="InvalidOperationException">A model diverged.</exception>
    public TrainingFigure MeasureRounds(int rounds, double seconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        var times = new List<double>();
        var shares = new List<double>();
        double? before = Peak();
        for (int round = 0; round < rounds; round++)
        {
            double time = Measure(seconds);
            double? after = Peak();
            times.Add(time);
            if (before + after is { } both)
                shares.Add(1e6 / (time * both / 2));
            before = after;
        }

        double median = Median(times);
        double? share = shares.Count > 0 ? Median(shares) : null;
        return new TrainingFigure(cell.Family, cell.Width, ParameterCount, Ensemble.ModelCount, median, FlopsPerStep / median / 1000, ProductFlopsPerStep / median / 1000, FlopsPerStep * share, ProductFlopsPerStep * share);
    }

    /// <summary>Trains until the time per step no longer falls: compilers replace the first versions of hot methods while they run.</summary>
    public void WarmUp()
    {
        double before = double.PositiveInfinity;
        for (int window = 0; window < 16; window++)
        {
            double now = Measure(0.25);
            if (window >= 4 && now > 0.95 * before)
                return;
            before = now;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Ensemble.Dispose();

    private static double ProductFlops(Instruction instruction)
    {
        if (instruction.Op == OpTable.DenseBackwardWeight)
            return 2.0 * instruction.Output.Shape.ElementCount * instruction.Inputs[0].Shape.Columns;
        // Without bias and activation, which the op's own cost counts.
        return instruction.Op == OpTable.Dense || instruction.Op == OpTable.DenseTransposed
            ? 2.0 * instruction.Inputs[0].Shape.ElementCount * instruction.Output.Shape.Columns
            : 0;
    }

    private double? Peak() => (accelerator as IMeasuredCeilings)?.MeasureCeilings().FlopsPerSecond;

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }

    private void RequireRunning()
    {
        for (int i = 0; i < Ensemble.ModelCount; i++)
        {
            ModelStatus status = Ensemble.Status(i);
            if (status.State != ModelState.Running)
                throw new InvalidOperationException(FormattableString.Invariant($"Model {i} ended at step {status.Step}: {status.State} {status.Value}."));
        }
    }
}
