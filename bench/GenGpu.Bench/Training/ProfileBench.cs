using System.Diagnostics;
using System.Globalization;
using GenGpu.Benchmarks;
using GenGpu.Core.Memory;
using GenGpu.Cpu;
using GenGpu.Cpu.Binding;
using GenGpu.Cpu.Binding.Groups;
using GenGpu.Cpu.Execution;

namespace GenGpu.Bench.Training;

/// <summary>
/// Where a training step spends its time: every instruction alone and between its neighbours, where it finds its operands in the cache that they were left in; the smallest
/// of many times, on data of a model in training.
/// </summary>
public static unsafe class ProfileBench
{
    private const double SecondsPerKernel = 0.02;

    public static int Run(string[] args)
    {
        TrainingOptions options = TrainingOptions.Parse(args);
        using var accelerator = new CpuAccelerator(1);
        using var loop = new TrainingBenchmark(accelerator, options.Cell, 1);
        loop.WarmUp();
        GenGpu.Core.Programs.Program program = loop.Train.Quiet;
        int sliceSize = options.Slice > 0 ? options.Slice : SliceRule.SliceSize(program);
        using CompiledProgram compiled = CompiledProgram.Compile(program, KernelBinder.ForThisMachine(), sliceSize);
        using var worker = new Worker();
        worker.Reserve(compiled);
        worker.Enter((CpuEnsemble)loop.Ensemble, 0, compiled);
        ProfiledKernel[][] stages = [.. compiled.Nodes.Zip(compiled.Plan.Nodes, (node, plan) => Kernels(compiled, node, plan))];
        ProfiledKernel[] kernels = [.. stages.SelectMany(stage => stage)];
        double whole = InSteps(worker.Frame, compiled, stages, options.Seconds);
        worker.Frame->Samples = Math.Min(sliceSize, program.BatchSize);
        foreach (ProfiledKernel kernel in kernels)
            kernel.Alone = kernel.Slices * Smallest(worker.Frame, kernel.Kernel);

        foreach (ProfiledKernel kernel in kernels)
            Console.WriteLine(Line(kernel.Alone, kernel.InStep, kernel.Flops, kernel.Text));
        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant($"by op and shape, {compiled.Plan.SliceCount} slices of at most {sliceSize} samples, {4e-3 * compiled.Plan.SliceLength:F0} kB of scratch each:"));
        foreach (IGrouping<string, ProfiledKernel> sort in kernels.GroupBy(k => k.Sort).OrderByDescending(g => g.Sum(k => k.InStep)))
            Console.WriteLine(Line(sort.Sum(k => k.Alone), sort.Sum(k => k.InStep), sort.Sum(k => k.Flops), $"{sort.Count(),4} x {sort.Key}"));
        Console.WriteLine(Line(kernels.Sum(k => k.Alone), kernels.Sum(k => k.InStep), loop.ProductFlopsPerStep, FormattableString.Invariant($"in all (flops of products); {whole:F1} ns as one step")));
        return 0;
    }

    private static string Line(double alone, double inStep, double flops, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"{alone,10:F1} ns alone {inStep,10:F1} in step {(flops > 0 ? flops / inStep : 0),7:F1} GFLOP/s  {text}");

    private static ProfiledKernel[] Kernels(CompiledProgram compiled, CompiledNode node, PlanNode planned)
    {
        if (node is not CompiledStage stage || planned is not Stage plan)
            throw new InvalidOperationException($"{compiled.Program} repeats stages; only straight programs are profiled.");
        LaunchConstants constants = LaunchConstants.Find(compiled.Program);
        InstructionGroup[] groups = [.. new InstructionGroups(compiled.Plan).Group([.. plan.Nodes.Cast<PlannedInstruction>().Select(p => p.Instruction).Where(i => !constants.Contains(i))])];
        int slices = stage.IsSliced ? compiled.Plan.SliceCount : 1;
        return [.. stage.Kernels.Zip(groups, (kernel, group) => new ProfiledKernel(kernel, group.Instructions, slices)), .. stage.Combinations.Select(kernel => new ProfiledKernel(kernel, [], 1))];
    }

    /// <summary>Runs whole steps, the clock read around each kernel, then without.</summary>
    /// <returns>The smallest time of a step with no clock inside, in nanoseconds.</returns>
    private static double InSteps(Frame* frame, CompiledProgram compiled, ProfiledKernel[][] stages, double seconds)
    {
        double clock = Enumerable.Range(0, 1000).Min(_ => Since(Stopwatch.GetTimestamp()));
        double whole = double.PositiveInfinity;
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < 5 * seconds)
        {
            Step(frame, compiled, stages, clock, isNoted: true);
            long start = Stopwatch.GetTimestamp();
            Step(frame, compiled, stages, clock, isNoted: false);
            whole = Math.Min(whole, Since(start));
        }

        return whole;
    }

    private static void Step(Frame* frame, CompiledProgram compiled, ProfiledKernel[][] stages, double clock, bool isNoted)
    {
        for (int i = 0; i < stages.Length; i++)
        {
            var stage = (CompiledStage)compiled.Nodes[i];
            int slices = stage.IsSliced ? compiled.Plan.SliceCount : 1;
            for (int slice = 0; slice < slices; slice++)
            {
                if (stage.IsSliced)
                {
                    frame->SliceIndex = slice;
                    frame->SliceStart = slice * compiled.Plan.SliceSize;
                    frame->Samples = Math.Min(compiled.Plan.SliceSize, compiled.Program.BatchSize - frame->SliceStart);
                }

                Run(frame, stages[i].AsSpan(0, stage.Kernels.Length), slice, clock, isNoted);
            }

            Interpreter.Leave(frame, compiled);
            Run(frame, stages[i].AsSpan(stage.Kernels.Length), 0, clock, isNoted);
        }
    }

    private static void Run(Frame* frame, ReadOnlySpan<ProfiledKernel> kernels, int slice, double clock, bool isNoted)
    {
        foreach (ProfiledKernel kernel in kernels)
        {
            if (!isNoted)
            {
                kernel.Kernel.Run(frame);
                continue;
            }

            long start = Stopwatch.GetTimestamp();
            kernel.Kernel.Run(frame);
            kernel.Note(slice, Math.Max(0, Since(start) - clock));
        }
    }

    // TimeSpan has ticks of 100 ns, as long as the smallest kernels take.
    private static double Since(long start) => 1e9 * (Stopwatch.GetTimestamp() - start) / Stopwatch.Frequency;

    private static double Smallest(Frame* frame, CpuKernel kernel)
    {
        double best = double.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < SecondsPerKernel)
        {
            const int Repetitions = 10;
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Repetitions; i++)
                kernel.Run(frame);
            best = Math.Min(best, Since(start) / Repetitions);
        }

        return best;
    }
}
