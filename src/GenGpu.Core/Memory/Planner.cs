using GenGpu.Core.Programs;
using static GenGpu.Core.Memory.StageBuilder;

namespace GenGpu.Core.Memory;

/// <summary>Makes an <see cref="ExecutionPlan"/>: numbers the nodes, finds lifetimes, and gives every value its place.</summary>
internal sealed class Planner
{
    private readonly Program program;
    private readonly int sliceSize;
    private readonly int sliceCount;
    private readonly IReadOnlySet<Instruction> absorbed;
    private readonly Location?[] locations;
    private readonly Lifetimes lifetimes;
    private readonly ArenaAllocator shared = new();
    private readonly ArenaAllocator slice = new();

    public Planner(Program program, int sliceSize, IReadOnlySet<Instruction> absorbed)
    {
        this.program = program;
        this.sliceSize = sliceSize;
        sliceCount = (program.BatchSize + sliceSize - 1) / sliceSize;
        locations = new Location?[program.ValueCount];
        this.absorbed = absorbed;
        lifetimes = new Lifetimes(absorbed);
    }

    public ExecutionPlan Plan()
    {
        List<Draft> drafts = Build(program.Body, sliceCount > 1 ? UsedValues(program.Body) : []);
        lifetimes.Number(drafts);
        List<PlanNode> nodes = PlaceAll(drafts);
        var all = new Location[program.ValueCount];
        for (int i = 0; i < all.Length; i++)
            all[i] = locations[i] ?? default;
        return new ExecutionPlan(program, sliceSize, absorbed, nodes, all, shared.Length, slice.Length);
    }

    private List<PlanNode> PlaceAll(List<Draft> drafts)
    {
        var nodes = new List<PlanNode>();
        foreach (Draft draft in drafts)
        {
            if (draft is RepeatDraft repeat)
                nodes.Add(PlaceRepeat(repeat.Repeat, () => PlaceAll(repeat.Body), insideSlice: false));
            else
                nodes.Add(PlaceStage((StageDraft)draft));
        }

        return nodes;
    }

    private Stage PlaceStage(StageDraft draft)
    {
        var reductions = new List<Reduction>();
        List<PlanNode> nodes = PlaceNodes(draft.Nodes, draft.IsSliced, reductions);
        return new Stage(draft.IsSliced, nodes, reductions);
    }

    private List<PlanNode> PlaceNodes(IReadOnlyList<Node> nodes, bool isSliced, List<Reduction> reductions)
    {
        var planned = new List<PlanNode>();
        foreach (Node node in nodes)
        {
            if (node is Repeat repeat)
            {
                planned.Add(PlaceRepeat(repeat, () => PlaceNodes(repeat.Body, isSliced, reductions), insideSlice: true));
                continue;
            }

            var instruction = (Instruction)node;
            foreach (Value input in instruction.Inputs)
                PlaceSource(input);
            if (absorbed.Contains(instruction))
            {
                locations[instruction.Output.Id] = default(Location);
                continue;
            }

            foreach (Value output in instruction.Outputs)
                PlaceResult(instruction, output, isSliced, reductions);
            if (instruction.Op.ViewOfInput < 0)
                planned.Add(new PlannedInstruction(instruction));
        }

        return planned;
    }

    private void PlaceSource(Value value)
    {
        if (locations[value.Id] is not null)
            return;
        locations[value.Id] = value.Kind switch
        {
            ValueKind.Literal => new Location(MemorySpace.Literal, 0, 1, false),
            ValueKind.Hyper => new Location(MemorySpace.Hyper, value.Hyper!.Offset, value.Hyper.Columns, false),
            ValueKind.State => new Location(MemorySpace.State, value.State!.Offset, value.State.RowStride, value.Shape.IsBatched),
            ValueKind.Buffer => new Location(MemorySpace.Buffer, 0, value.Buffer!.Count, false),
            _ => throw new InvalidOperationException($"{program.Name}: {value} has no place; the verifier should have refused the program."),
        };
    }

    private void PlaceResult(Instruction instruction, Value output, bool isSliced, List<Reduction> reductions)
    {
        if (output.Kind == ValueKind.State)
        {
            PlaceSource(output);
            return;
        }

        bool reduces = isSliced && !output.Shape.IsBatched && instruction.Inputs.Any(v => v.Shape.IsBatched);
        if (locations[output.Id] is not null)
        {
            // The memory that a Repeat hands on.
            if (reduces)
                AddReduction(instruction, output, reductions);
            return;
        }

        if (instruction.Op.ViewOfInput is >= 0 and int viewed)
        {
            Location root = locations[instruction.Inputs[viewed].Id]!.Value;
            // Rows of sites lie one after another, so that as many of them make one longer row.
            int stride = root.RowStride / instruction.Inputs[viewed].Shape.Sites * output.Shape.Sites;
            locations[output.Id] = root with { Offset = root.Offset + (instruction.Op.ViewStartRow(instruction.Attributes) * root.RowStride), RowStride = stride };
            return;
        }

        if (Overwrites(instruction, output, isSliced) is { } reused)
        {
            locations[output.Id] = reused;
            return;
        }

        locations[output.Id] = PlaceNew(output, isSliced && !reduces);
        if (reduces)
            AddReduction(instruction, output, reductions);
    }

    private void AddReduction(Instruction instruction, Value output, List<Reduction> reductions)
    {
        if (sliceCount == 1)
            return;
        int length = LengthOf(output, locations[output.Id]!.Value.RowStride);
        int partials = shared.Place(checked(length * sliceCount), lifetimes.Start(output), lifetimes.EndOfStage(output));
        reductions.Add(new Reduction(output, instruction.Op.SliceCombination(instruction.Attributes), partials, length));
    }

    private Location PlaceNew(Value value, bool inSlice)
    {
        MemorySpace space = SpaceOf(value, inSlice);
        if (space == MemorySpace.Shared && value.Shape.IsBatched && program.HasSites)
            return PlaceBySlices(value);
        int stride = !value.Shape.IsBatched ? value.Shape.Columns : value.Shape.Sites * Padding.RoundUp(space == MemorySpace.Slice ? sliceSize : program.BatchSize);
        bool own = space == MemorySpace.Slice;
        int offset = (own ? slice : shared).Place(LengthOf(value, stride), lifetimes.Start(value), own ? lifetimes.End(value) : lifetimes.SharedEnd(value));
        return new Location(space, offset, stride, value.Shape.IsBatched && space == MemorySpace.Shared);
    }

    /// <summary>Slice after slice, so that the rows of each are contiguous and can be seen as rows of sites.</summary>
    private Location PlaceBySlices(Value value)
    {
        int stride = value.Shape.Sites * Padding.RoundUp(sliceSize), length = LengthOf(value, stride);
        int offset = shared.Place(checked(length * sliceCount), lifetimes.Start(value), lifetimes.SharedEnd(value));
        return new Location(MemorySpace.Shared, offset, stride, false, sliceCount > 1 ? length : 0);
    }

    private static int LengthOf(Value value, int stride) => Padding.RoundUp(checked(value.Shape.Rows * stride));

    private Location? Overwrites(Instruction instruction, Value output, bool isSliced)
    {
        MemorySpace wanted = SpaceOf(output, isSliced);
        // The oldest operand first: of an adjoint and the activation that masks it, the activation's memory is the one to write to, since an
        // accelerator that computes the adjoint in the same kernel then needs no memory for it.
        foreach (int i in Enumerable.Range(0, instruction.Inputs.Count).Where(instruction.Op.MayOverwrite).OrderBy(i => lifetimes.Start(instruction.Inputs[i])))
        {
            Value input = instruction.Inputs[i];
            if (input.Kind != ValueKind.Temporary || input.Shape != output.Shape || lifetimes.Root(input) != input)
                continue;
            Location place = locations[input.Id]!.Value;
            if (place.Space == wanted && lifetimes.DiesAt(input, instruction) && !lifetimes.IsSeenByOthers(input, instruction))
            {
                if (wanted == MemorySpace.Slice)
                    slice.Extend(place.Offset, lifetimes.End(output));
                else
                    shared.Extend(place.Offset, lifetimes.SharedEnd(output));
                return place;
            }
        }

        return null;
    }

    private MemorySpace SpaceOf(Value value, bool inSlice) =>
        inSlice && !(value.Shape.IsBatched && lifetimes.CrossesStages(value)) ? MemorySpace.Slice : MemorySpace.Shared;

    private PlannedRepeat PlaceRepeat(Repeat repeat, Func<List<PlanNode>> placeBody, bool insideSlice)
    {
        var copiesIn = new List<(Value, Value)>();
        var copiesBack = new List<(Value, Value)>();
        foreach (CarriedValue carried in repeat.Carried)
        {
            PlaceSource(carried.Initial);
            Location slot = PlaceNew(carried.BodyArgument, insideSlice);
            locations[carried.BodyArgument.Id] = locations[carried.Result.Id] = slot;
            copiesIn.Add((carried.Initial, carried.BodyArgument));
            if (carried.BodyResult == carried.BodyArgument)
                continue;
            if (lifetimes.MayWriteCarried(repeat, carried))
                locations[carried.BodyResult.Id] = slot;
            else
                copiesBack.Add((carried.BodyResult, carried.BodyArgument));
        }

        List<PlanNode> body = placeBody();
        foreach (CarriedValue carried in repeat.Carried)
            PlaceSource(carried.BodyResult);
        return new PlannedRepeat(repeat.Count, body, copiesIn, copiesBack);
    }
}
