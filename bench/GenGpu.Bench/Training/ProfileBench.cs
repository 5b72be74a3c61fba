using System.Diagnostics;
using System.Globalization;
using GenGpu.Benchmarks;
using GenGpu.Core.Memory;
using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Cpu.Binding;
using GenGpu.Cpu.Execution;

namespace GenGpu.Bench.Training;

/// <summary>
/// Where a training step spends its time: every instruction alone, the smallest time of many short batches, on data of a model in training.
/// </summary>
public static unsafe class ProfileBench
{
    private const int Batches = 300;

    public static int Run(string[] args)
    {
        TrainingOptions options = TrainingOptions.Parse(args);
        using var accelerator = new CpuAccelerator(1);
        using var loop = new TrainingBenchmark(accelerator, options.Cell, 1);
        loop.WarmUp();
        KernelBinder binder = KernelBinder.ForThisMachine();
        GenGpu.Core.Programs.Program program = loop.Train.Quiet;
        using CompiledProgram compiled = CompiledProgram.Compile(program, binder, program.BatchSize);
        using var worker = new Worker();
        worker.Reserve(compiled.Plan.SharedLength, compiled.Plan.SliceLength);
        worker.Enter((CpuEnsemble)loop.Ensemble, 0, compiled);
        CpuKernel[] kernels = compiled.Flat ?? throw new InvalidOperationException($"{program} does not run as one flat list.");
        var groups = new InstructionGroups(compiled.Plan);
        IReadOnlyList<Instruction>[] instructions = [.. compiled.Plan.Nodes.Cast<Stage>().SelectMany(s => groups.Group([.. s.Nodes.Cast<PlannedInstruction>().Select(p => p.Instruction)]))];
        double whole = Smallest(worker.Frame, kernels, 20);
        double sum = 0;
        for (int i = 0; i < kernels.Length; i++)
        {
            double time = Smallest(worker.Frame, [kernels[i]], 100);
            sum += time;
            string flops = instructions[i].Sum(x => x.Op.CostOf(x).Flops) is > 0 and var f
                ? string.Create(CultureInfo.InvariantCulture, $"{f / time,7:F1} GFLOP/s")
                : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time,9:F1} ns {flops,15}  {string.Join("; ", instructions[i])}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sum,9:F1} ns in all, {whole:F1} ns as one step"));
        return 0;
    }

    private static double Smallest(Frame* frame, CpuKernel[] kernels, int repetitions)
    {
        double best = double.MaxValue;
        for (int batch = 0; batch < Batches; batch++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repetitions; i++)
            {
                foreach (CpuKernel kernel in kernels)
                    kernel.Run(frame);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / repetitions);
        }

        return best;
    }
}
