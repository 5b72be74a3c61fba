using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Memory;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu;
using GenGpu.Cpu.Binding;
using GenGpu.Cpu.Binding.Groups;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Peaks;
using GenGpu.Cpu.Simd;

namespace GenGpu.Bench.Kernels;

/// <summary>
/// <c>convolution [batchSize] [length]</c>: three periodic 3 x 3 convolutions 1 to 8 to 8 to 2 channels on a length x length lattice, forward and backward with respect to
/// weights and field, on one core: every kernel alone, and the whole as a share of the FMA peak that is measured in turn with it.
/// </summary>
public static unsafe class ConvolutionBench
{
    private const double Seconds = 6;
    private const int MostSize = 1024;

    private static readonly int[] Channels = [1, 8, 8, 2];

    public static int Run(string[] args)
    {
        int batchSize = Whole(args, 0, "batchSize", 64), length = Whole(args, 1, "length", 8);
        if (args.Length > 2 || batchSize % Padding.Lanes != 0)
            throw new UserErrorException($"usage: convolution [batchSize] [length]; sites lie behind samples in groups of {Padding.Lanes}, so the batch size must be a multiple of {Padding.Lanes}.", exitCode: 2);
        (ModelDefinition definition, StateSlot field) = Build(batchSize, PeriodicStencil.Box(3, length, length));
        GenGpu.Core.Programs.Program program = definition.Program("train");
        using var accelerator = new CpuAccelerator(1);
        using IEnsemble ensemble = accelerator.CreateEnsemble(definition, [1]);
        var random = new Random(1);
        foreach (StateSlot slot in definition.State)
            ensemble.Write(0, slot, [.. Enumerable.Range(0, (int)slot.Shape.ElementCount).Select(_ => (float)(random.NextDouble() - 0.5) * (slot == field ? 4 : 0.5f))]);
        using CompiledProgram compiled = CompiledProgram.Compile(program, KernelBinder.ForThisMachine(), program.BatchSize);
        using var worker = new Worker();
        worker.Reserve(compiled);
        worker.Enter((CpuEnsemble)ensemble, 0, compiled);
        CpuKernel[] kernels = compiled.Flat ?? throw new UserErrorException($"{batchSize} samples on {length} x {length} sites are cut into slices of {compiled.Plan.SliceSize}, and this times the kernels of one slice: give a smaller batchSize or length.", exitCode: 2);
        var groups = new InstructionGroups(compiled.Plan);
        LaunchConstants constants = LaunchConstants.Find(program);
        IReadOnlyList<Instruction>[] instructions = [.. compiled.Plan.Nodes.Cast<Stage>().SelectMany(s => groups.Group([.. s.Nodes.Cast<PlannedInstruction>().Select(p => p.Instruction).Where(i => !constants.Contains(i))])).Select(group => WithAbsorbed(group.Instructions, compiled.Plan))];
        double products = program.Instructions().Where(IsProduct).Sum(i => i.Op.CostOf(i).Flops);
        Measure(worker.Frame, kernels, instructions, products);
        return 0;
    }

    private static int Whole(string[] args, int index, string name, int otherwise)
    {
        if (index >= args.Length)
            return otherwise;
        return int.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= MostSize
            ? number
            : throw new UserErrorException($"{name} is '{args[index]}'; expected a whole number from 1 to {MostSize}.", exitCode: 2);
    }

    private static (ModelDefinition Definition, StateSlot Field) Build(int batchSize, PeriodicStencil stencil)
    {
        var model = new ModelBuilder("convolution");
        StateSlot field = model.Slot("field", Shape.Batched(stencil.Sites, batchSize), StateRole.Chain), force = model.Slot("force", field.Shape, StateRole.Chain);
        ProgramBuilder g = model.Program("train", batchSize, RandomPurpose.Train);
        // Not the state itself: what a flow convolves was computed before.
        Value x = g.Multiply(g.Read(field), g.Hyper(model.Hyper("scale", 1f)));
        Value h = x;
        var parameters = new List<StateSlot>();
        for (int i = 0; i + 1 < Channels.Length; i++)
        {
            StateSlot weight = model.Parameter($"{i}.weight", Channels[i + 1], Channels[i] * stencil.Taps), bias = model.Parameter($"{i}.bias", Channels[i + 1]);
            h = g.PeriodicConvolution(g.Read(weight), h, g.Read(bias), stencil, i + 2 < Channels.Length ? Activation.LeakyRelu : Activation.None);
            parameters.AddRange([weight, bias]);
        }

        Value[] gradients = g.Gradients(g.Mean(g.Square(h)), [.. g.Read(parameters), x]);
        g.Sgd(parameters, gradients[..^1], g.Constant(1e-6f));
        g.Assign(force, gradients[^1]);
        g.Build();
        return (model.Build(), field);
    }

    private static bool IsProduct(Instruction i) => i.Op == OpTable.Dense || i.Op == OpTable.DenseTransposed || i.Op == OpTable.DenseBackwardWeight;

    /// <summary>A group with what its kernel computes on the way.</summary>
    private static IReadOnlyList<Instruction> WithAbsorbed(IReadOnlyList<Instruction> group, ExecutionPlan plan) =>
        [.. group.SelectMany(i => i.Inputs).Select(v => v.Root.Producer).OfType<Instruction>().Where(plan.Absorbed.Contains).Distinct(), .. group];

    /// <summary>Rounds over the peak, the whole and each kernel, the smallest time of each: whoever else runs here can only make it longer.</summary>
    private static void Measure(Frame* frame, CpuKernel[] kernels, IReadOnlyList<Instruction>[] instructions, double products)
    {
        float* memory = (float*)NativeMemory.AlignedAlloc(1 << 16, 64);
        new Span<float>(memory, 1 << 14).Fill(0.5f);
        double[] best = new double[kernels.Length + 2];
        Array.Fill(best, double.MaxValue);
        for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalSeconds < Seconds;)
        {
            Time(ref best[0], 1000, () => Peak(memory));
            Time(ref best[1], 2, () =>
            {
                foreach (CpuKernel kernel in kernels)
                    kernel.Run(frame);
            });
            for (int i = 0; i < kernels.Length; i++)
                Time(ref best[i + 2], 4, () => kernels[i].Run(frame));
        }

        NativeMemory.AlignedFree(memory);
        double peak = PeakFlops / best[0];
        for (int i = 0; i < kernels.Length; i++)
        {
            double flops = instructions[i].Sum(x => x.Op.CostOf(x).Flops);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{best[i + 2],11:F0} ns {flops / best[i + 2],8:F1} GFLOP/s  {string.Join("; ", instructions[i])}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{best[1],11:F0} ns in all: {products / best[1]:F1} of {peak:F1} GFLOP/s, {100 * products / best[1] / peak:F1} % of the FMA peak ({products / 1e6:F2} Mflop of products)"));
    }

    private static void Time(ref double best, int repetitions, Action action)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++)
            action();
        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / repetitions);
    }

    private static double PeakFlops => LaneSelection.Selected switch
    {
        LaneWidth.Bits512 => FmaPeak<Lanes512>.Flops,
        LaneWidth.Bits256 => FmaPeak<Lanes256>.Flops,
        _ => FmaPeak<Lanes128>.Flops,
    };

    private static void Peak(float* memory)
    {
        if (LaneSelection.Selected == LaneWidth.Bits512)
            FmaPeak<Lanes512>.Run(memory);
        else if (LaneSelection.Selected == LaneWidth.Bits256)
            FmaPeak<Lanes256>.Run(memory);
        else
            FmaPeak<Lanes128>.Run(memory);
    }
}
