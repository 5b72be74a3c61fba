using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Binding.Groups;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>The binder for one register width: one entry per op.</summary>
internal sealed class KernelBinder<TLanes> : KernelBinder
    where TLanes : struct, ILanes<TLanes>
{
    private readonly Dictionary<OpDefinition, Func<Instruction, ProgramCompiler, CpuKernel>> bodies = [];

    public KernelBinder(LaneWidth width)
    {
        Description = $"{(int)width}-bit registers";
        bodies[OpTable.Elementwise] = ElementwiseBinding<TLanes>.Bind;
        bodies[OpTable.Dense] = (i, c) => c.Gather(i.Inputs[1]) is { } gather ? new GatheredDenseKernel<TLanes>(i, gather, c) : new DenseKernel<TLanes>(i, null, c);
        bodies[OpTable.DenseTransposed] = (i, c) => new DenseKernel<TLanes>(i, null, c);
        bodies[OpTable.DenseBackwardWeight] = (i, c) => c.Gather(i.Inputs[1]) is { } gather
            ? new GatheredWeightGradientKernel<TLanes>(c.Read(i.Inputs[0]), gather, c.Read(gather.Source), c.Write(i.Output))
            : new DenseBackwardWeightKernel<TLanes>(i, null, c);
        bodies[OpTable.ReduceRows] = (i, c) => new ReduceRowsKernel<TLanes>(c.Read(i.Inputs[0]), c.Write(i.Output), i.As<ReductionAttributes>().Kind);
        bodies[OpTable.ReduceBatch] = (i, c) => new ReduceBatchKernel<TLanes>(c.Read(i.Inputs[0]), c.Write(i.Output), i.As<ReductionAttributes>().Kind);
        bodies[OpTable.SoftmaxRows] = (i, c) => new SoftmaxRowsKernel<TLanes>(c.Read(i.Inputs[0]), c.Write(i.Output));
        bodies[OpTable.ConcatenateRows] = (i, c) => new ConcatenateRowsKernel([.. i.Inputs.Select(c.Read)], c.Write(i.Output));
        bodies[OpTable.GatherRows] = (i, c) => new GatherRowsKernel(c.Read(i.Inputs[0]), c.Write(i.Output), [.. i.As<RowIndexAttributes>().Indices]);
        bodies[OpTable.ScatterAddRows] = (i, c) => c.Scatter(i) is { } scatter
            ? new GatheredTransposedKernel<TLanes>(i, scatter, c)
            : new ScatterAddRowsKernel<TLanes>(c.Read(i.Inputs[0]), c.Write(i.Output), i.As<RowIndexAttributes>().Indices);
        bodies[OpTable.CumulativeSumRows] = (i, c) => new CumulativeSumRowsKernel<TLanes>(c.Read(i.Inputs[0]), c.Write(i.Output), i.As<CumulativeSumAttributes>().Reverse);
        bodies[OpTable.Lookup] = (i, c) => new LookupKernel<TLanes>(c.Read(i.Inputs[0]), c.Read(i.Inputs[1]), c.Write(i.Output));
        bodies[OpTable.LookupBackward] = (i, c) => new LookupBackwardKernel(c.Read(i.Inputs[0]), c.Read(i.Inputs[1]), c.Write(i.Output));
        bodies[OpTable.OneHot] = (i, c) => new OneHotKernel(c.Read(i.Inputs[0]), c.Write(i.Output));
        bodies[OpTable.ArgMaxRows] = (i, c) => new ArgMaxRowsKernel<TLanes>(c.Read(i.Inputs[0]), c.Write(i.Output));
        bodies[OpTable.StepIndex] = (i, c) => new StepIndexKernel(c.Write(i.Output));
        bodies[OpTable.SampleIndex] = (i, c) => new SampleIndexKernel(c.Write(i.Output), c.Program.BatchSize);
        bodies[OpTable.Draw] = (i, c) => new DrawKernel<TLanes>(c.Write(i.Output), i.As<DrawAttributes>(), c.Program.Purpose);
        bodies[OpTable.Bernoulli] = (i, c) => new BernoulliKernel<TLanes>(c.Read(i.Inputs[0]), c.Write(i.Output), i.As<DrawAttributes>(), c.Program.Purpose);
        bodies[OpTable.Categorical] = (i, c) => new CategoricalKernel<TLanes>(c.Read(i.Inputs[0]), c.Write(i.Output), i.As<DrawAttributes>(), c.Program.Purpose);
        bodies[OpTable.AdamCorrection] = (i, c) => new AdamCorrectionKernel(c.Read(i.Inputs[0]), c.Read(i.Inputs[1]), c.Write(i.Output));
        bodies[OpTable.Adam] = (i, c) => new AdamKernel<TLanes>(new AdamUpdates([i], []), c);
        bodies[OpTable.Sgd] = (i, c) => new SgdKernel<TLanes>(i, c);
        bodies[OpTable.Assign] = (i, c) => Copy(c.Read(i.Inputs[0]), c.Write(i.Output));
        bodies[OpTable.Report] = (i, c) => Copy(c.Read(i.Inputs[0]), c.Write(i.Outputs[0]));
        bodies[OpTable.Output] = (i, c) => new OutputKernel(c.Read(i.Inputs[0]), i.As<StreamAttributes>().Index);
        bodies[OpTable.Input] = (i, c) => new InputKernel(c.Write(i.Output), i.As<StreamAttributes>().Index);
        bodies[OpTable.CheckFinite] = (i, c) => new CheckFiniteKernel(c.Read(i.Inputs[0]), c.Label(i.As<CheckFiniteAttributes>().Label));
    }

    public override string Description { get; }

    // Views need no body: the planner places them over their operand.
    public override IReadOnlyCollection<OpDefinition> Ops => [.. bodies.Keys, .. OpTable.All.Where(o => o.ViewOfInput >= 0)];

    public override CpuKernel Bind(InstructionGroup group, ProgramCompiler compiler) => group.Kind switch
    {
        GroupKind.MaskedProduct => new DenseKernel<TLanes>(group.Instructions[0], group.Instructions[1], compiler),
        GroupKind.WeightAndBias => new DenseBackwardWeightKernel<TLanes>(group.Instructions[0], group.Instructions[1], compiler),
        GroupKind.Adam => new AdamKernel<TLanes>((AdamUpdates)group, compiler),
        GroupKind.ScaledFunction => ElementwiseBinding<TLanes>.Bind((ScaledFunction)group, compiler),
        GroupKind.MovingAverages => new MovingAverageKernel<TLanes>(group.Instructions, compiler),
        GroupKind.LayerPair => new LayerPairKernel<TLanes>((LayerPair)group, compiler),
        GroupKind.LayerPairBackward => new LayerPairBackwardKernel<TLanes>((LayerPairBackward)group, compiler),
        _ => Bind(group.Instructions[0], compiler),
    };

    private CpuKernel Bind(Instruction instruction, ProgramCompiler compiler) =>
        bodies.TryGetValue(instruction.Op, out Func<Instruction, ProgramCompiler, CpuKernel>? body)
            ? body(instruction, compiler)
            : throw new NotSupportedException($"The cpu accelerator has no kernel for '{instruction.Op.Name}' (in {instruction}).");

    public override CpuKernel Copy(Address from, Address to) => new CopyKernel(from, to);
}
