using GenGpu.Core.Memory;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Binding;
using GenGpu.Cpu.Binding.Groups;

namespace GenGpu.Cpu.Execution;

/// <summary>Turns an execution plan into kernels: resolves every value to an operand and asks the binder for one kernel per instruction.</summary>
/// <param name="plan">The plan.</param>
/// <param name="literals">Offset of each literal.</param>
/// <param name="binder">Makes the kernels.</param>
/// <param name="isGrouped">Whether one kernel may run several instructions; results are the same without.</param>
internal sealed class ProgramCompiler(ExecutionPlan plan, Dictionary<Value, int> literals, KernelBinder binder, bool isGrouped)
{
    private readonly Dictionary<Value, Reduction> partials = [];
    private readonly InstructionGroups groups = new(plan);

    /// <summary>What is computed once per launch and model.</summary>
    public LaunchConstants Constants { get; } = LaunchConstants.Find(plan.Program);

    /// <summary>Names of what can diverge.</summary>
    public List<string> Labels { get; } = [];

    public Program Program => plan.Program;

    public int SliceSize => plan.SliceSize;

    public CompiledNode[] Compile() => Compile(plan.Nodes);

    /// <summary>The kernels of the constants, in order.</summary>
    public CpuKernel[] CompileConstants() => [.. Constants.Instructions.Select(constant => binder.Bind(InstructionGroup.Of(constant), this))];

    /// <summary>Where a kernel finds a value that it reads.</summary>
    public Address Read(Value value) => Resolve(value, 0, null);

    /// <summary>Where a kernel writes a value: in the slice's own part when the slices are summed later.</summary>
    public Address Write(Value value) =>
        partials.TryGetValue(value, out Reduction? reduction) ? Resolve(value, reduction.Length, reduction.PartialOffset) : Resolve(value, 0, null);

    /// <summary>The gather that a kernel does itself in place of reading its result, or null.</summary>
    public SiteGather? Gather(Value columns) =>
        columns.Root.Producer is { } producer && plan.Absorbed.Contains(producer) ? SiteGather.Of(columns) : null;

    /// <summary>The product that a scatter_add_rows does itself in place of reading its result, or null.</summary>
    public SiteScatter? Scatter(Instruction scatter) =>
        scatter.Inputs[0].Root.Producer is { } producer && plan.Absorbed.Contains(producer) ? SiteScatter.Of(scatter) : null;

    /// <summary>Status code of a label.</summary>
    public int Label(string name)
    {
        int index = Labels.IndexOf(name);
        if (index < 0)
        {
            index = Labels.Count;
            Labels.Add(name);
        }

        return index + 1;
    }

    private CompiledNode[] Compile(IReadOnlyList<PlanNode> nodes)
    {
        var compiled = new List<CompiledNode>();
        foreach (PlanNode node in nodes)
        {
            if (node is Stage stage)
            {
                partials.Clear();
                foreach (Reduction reduction in stage.Reductions)
                    partials.Add(reduction.Result, reduction);
                CpuKernel[] kernels = Kernels(stage.Nodes);
                partials.Clear();
                CpuKernel[] combinations = [.. stage.Reductions.Select(r => new CombineKernel(Read(r.Result), r.PartialOffset, r.Length, plan.SliceCount, r.Kind))];
                compiled.Add(new CompiledStage(stage.IsSliced, kernels, combinations));
                continue;
            }

            var repeat = (PlannedRepeat)node;
            List<CompiledNode> body = [.. Compile(repeat.Body)];
            if (repeat.CopiesBack.Count > 0)
                body.Add(Copies(repeat.CopiesBack));
            compiled.Add(new CompiledRepeat(repeat.Count, CountAddress(repeat.Count), Copies(repeat.CopiesIn), [.. body]));
        }

        return [.. compiled];
    }

    private CompiledStage Copies(IReadOnlyList<(Value From, Value To)> copies) =>
        new(copies.Any(c => c.To.Shape.IsBatched), [.. copies.Select(Copy)], []);

    private CpuKernel Copy((Value From, Value To) copy) => binder.Copy(Read(copy.From), Read(copy.To));

    private CpuKernel[] Kernels(IReadOnlyList<PlanNode> nodes)
    {
        var kernels = new List<CpuKernel>();
        var run = new List<Instruction>();
        foreach (PlanNode node in nodes)
        {
            if (node is PlannedInstruction planned)
            {
                if (!Constants.Contains(planned.Instruction))
                    run.Add(planned.Instruction);
                continue;
            }

            Bind(run, kernels);
            var repeat = (PlannedRepeat)node;
            CpuKernel[] body = [.. Kernels(repeat.Body), .. repeat.CopiesBack.Select(Copy)];
            kernels.Add(new RepeatKernel(repeat.Count, CountAddress(repeat.Count), [.. repeat.CopiesIn.Select(Copy)], body));
        }

        Bind(run, kernels);
        return [.. kernels];
    }

    private void Bind(List<Instruction> run, List<CpuKernel> kernels)
    {
        kernels.AddRange((isGrouped ? groups.Group(run) : run.Select(InstructionGroup.Of)).Select(group => binder.Bind(group, this)));
        run.Clear();
    }

    private static Address CountAddress(RepeatCount count) =>
        count.Hyper is { } hyper ? new Address(Address.HyperBase, hyper.Offset, 1, false, 0, Shape.Scalar) : default;

    private Address Resolve(Value value, int partialLength, int? offset)
    {
        Location place = plan.Locate(value);
        if (Constants.TryLocate(value, out int constant))
            return new Address(Address.ConstantBase, constant, place.RowStride, false, 0, value.Shape);
        int start = offset ?? (place.Space == MemorySpace.Literal ? literals[value.Root] : place.Offset);
        int block = place.Space switch
        {
            MemorySpace.Literal => Address.LiteralBase,
            MemorySpace.Hyper => Address.HyperBase,
            MemorySpace.State => Address.StateBase,
            MemorySpace.Shared => Address.SharedBase,
            MemorySpace.Slice => Address.SliceBase,
            _ => Address.FirstBuffer + value.Root.Buffer!.Index,
        };
        return new Address(block, start, place.RowStride, place.SpansBatch, partialLength + place.SliceStep, value.Shape);
    }
}
