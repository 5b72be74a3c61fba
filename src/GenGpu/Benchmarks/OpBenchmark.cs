using System.Diagnostics;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Benchmarks;

/// <summary>
/// Times one op on any accelerator: a program with several copies of it on operands of their own, against the same program with copies of like values in
/// its place. What launches, loops and the keeping of results cost falls out of the difference; ops that write state themselves (optimisers, checks) have no baseline and include it.
/// </summary>
public sealed class OpBenchmark : IDisposable
{
    /// <summary>Copies of the op in the timed program, each on operands of its own.</summary>
    public const int Copies = 8;

    private const double LaunchSeconds = 0.02;

    // A difference below this share of the program's time is noise.
    private const double ResolvedShare = 0.03;

    private readonly IAccelerator accelerator;
    private readonly IEnsemble ensemble;
    private readonly Program? baseline;
    private readonly Program timed;
    private readonly string name;
    private readonly double flops, bytes;
    private long step;

    /// <summary>Builds the programs and fills the operands.</summary>
    /// <param name="accelerator">What runs them; it stays the caller's.</param>
    /// <param name="benchmark">The op.</param>
    /// <param name="modelCount">Models side by side, at least 1.</param>
    public OpBenchmark(IAccelerator accelerator, OpBenchmarkCase benchmark, int modelCount)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(benchmark);
        ArgumentOutOfRangeException.ThrowIfLessThan(modelCount, 1);
        this.accelerator = accelerator;
        name = benchmark.Name;
        var model = new ModelBuilder("op");
        StateSlot[][] inputs = [.. Enumerable.Range(0, Copies).Select(copy => benchmark.Inputs.Select((input, i) => model.Slot($"input{copy}.{i}", input.Shape, StateRole.Other)).ToArray())];
        Program fill = Fill(model, benchmark, inputs);
        ProgramBuilder g = model.Program("timed", OpBenchmarkCases.BatchSize, RandomPurpose.Train);
        var results = new List<StateSlot>();
        for (int copy = 0; copy < Copies; copy++)
        {
            if (benchmark.Emit(g, g.Read(inputs[copy]), $"site{copy}") is not { } value)
                continue;
            StateSlot kept = model.Slot($"result{copy}", value.Shape, StateRole.Other);
            g.Assign(kept, value);
            results.Add(kept);
        }

        timed = g.Build();
        baseline = results.Count == 0 ? null : Copy(model, results);
        foreach (Instruction instruction in timed.Instructions().Where(i => i.Op != OpTable.Assign))
        {
            Cost cost = instruction.Op.CostOf(instruction);
            flops += cost.Flops / Copies;
            bytes += (cost.BytesRead + cost.BytesWritten) / Copies;
        }

        ensemble = accelerator.CreateEnsemble(model.Build(), [.. Enumerable.Range(0, modelCount).Select(i => (ulong)i)]);
        accelerator.Run([new Launch(ensemble, fill, 0, 1)]);
    }

    /// <summary>Runs the timed program, for other clocks.</summary>
    /// <param name="steps">How often, at least 1.</param>
    public void Run(int steps)
    {
        accelerator.Run([new Launch(ensemble, timed, step, steps)]);
        step += steps;
    }

    /// <summary>Times it: rounds of the op and of its baseline in turn, the shortest of each, because what else runs on the machine can only make a round longer.</summary>
    /// <param name="rounds">Rounds, at least 1.</param>
    public OpFigure Measure(int rounds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        int steps = Calibrate(timed), baselineSteps = baseline is null ? 0 : Calibrate(baseline);
        double time = double.PositiveInfinity, without = baseline is null ? 0 : double.PositiveInfinity;
        for (int round = 0; round < rounds; round++)
        {
            time = Math.Min(time, PerStep(timed, steps));
            if (baseline is not null)
                without = Math.Min(without, PerStep(baseline, baselineSteps));
        }

        bool isResolved = time - without > ResolvedShare * time;
        return new OpFigure(name, isResolved ? 1e9 * (time - without) / (Copies * ensemble.ModelCount) : null, flops, bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => ensemble.Dispose();

    private static Program Fill(ModelBuilder model, OpBenchmarkCase benchmark, StateSlot[][] inputs)
    {
        ProgramBuilder g = model.Program("fill", OpBenchmarkCases.BatchSize, RandomPurpose.Initialise);
        for (int copy = 0; copy < Copies; copy++)
        {
            for (int i = 0; i < inputs[copy].Length; i++)
            {
                (Shape shape, float scale) = benchmark.Inputs[i];
                Value u = g.Draw(Core.Ops.Distribution.OpenUniform, shape, $"fill{copy}.{i}");
                g.Assign(inputs[copy][i], scale > 1f ? g.Floor(g.Multiply(u, scale)) : u);
            }
        }

        // A program needs an effect even where the op has no operands.
        g.Report("filled", g.Constant(1f));
        return g.Build();
    }

    private static Program Copy(ModelBuilder model, List<StateSlot> results)
    {
        ProgramBuilder g = model.Program("baseline", OpBenchmarkCases.BatchSize, RandomPurpose.Train);
        foreach (StateSlot result in results)
            g.Assign(result, g.Read(model.SlotOrAdd($"{result.Name}.source", result.Shape, StateRole.Other)));
        return g.Build();
    }

    // Steps that fill a launch, so that its start does not count; the first runs also compile.
    private int Calibrate(Program program)
    {
        int steps = 1;
        PerStep(program, steps);
        while (true)
        {
            double seconds = PerStep(program, steps) * steps;
            if (seconds > 0.5 * LaunchSeconds || steps >= 1 << 20)
                return steps;
            steps = (int)Math.Min(1 << 20, steps * Math.Clamp(LaunchSeconds / Math.Max(seconds, 1e-6), 2, 16));
        }
    }

    private double PerStep(Program program, int steps)
    {
        long start = Stopwatch.GetTimestamp();
        accelerator.Run([new Launch(ensemble, program, step, steps)]);
        step += steps;
        return Stopwatch.GetElapsedTime(start).TotalSeconds / steps;
    }
}
