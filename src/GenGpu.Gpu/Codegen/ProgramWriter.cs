using GenGpu.Core.Memory;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>Walks over an execution plan and writes its calls into segments.</summary>
internal sealed class ProgramWriter
{
    private readonly EmitContext context;
    private readonly CellRun run;
    private readonly List<Instruction> updates = [];

    private ProgramWriter(EmitContext context)
    {
        this.context = context;
        run = new CellRun(context, new UseTable(context.Program));
    }

    /// <summary>The segments of one step.</summary>
    public static IReadOnlyList<KernelNode> Write(EmitContext context)
    {
        new ProgramWriter(context).Write(context.Plan.Nodes);
        return context.Segments.Nodes;
    }

    private void Write(IReadOnlyList<PlanNode> nodes)
    {
        foreach (PlanNode node in nodes)
        {
            if (node is Stage stage)
                Write(stage);
            else if (node is PlannedRepeat repeat)
                Write(repeat, () => Write(repeat.Body), insideSlice: false);
            else
                Write(((PlannedInstruction)node).Instruction);
        }

        Flush();
    }

    private void Write(Stage stage)
    {
        InSlices(stage.IsSliced, () =>
        {
            context.SetParts(stage.Reductions);
            Write(stage.Nodes, stage.IsSliced);
            context.SetParts([]);
        });
        foreach (Reduction reduction in stage.Reductions)
        {
            Operand y = context.Read(reduction.Result), parts = context.Layout.Parts(reduction);
            int length = y.Rows * y.Columns;
            context.Segments.Add([parts.Read(), y.Write()], length,
                $"gg_combine({y.Pointer}, {parts.Pointer}, {reduction.Length}, {context.Plan.SliceCount}, {length}, {(reduction.Kind == ReductionKind.Sum ? "GG_SUM" : "GG_MAXIMUM")});");
        }
    }

    private void Write(IReadOnlyList<PlanNode> nodes, bool isSliced)
    {
        foreach (PlanNode node in nodes)
        {
            if (node is PlannedRepeat repeat)
                Write(repeat, () => Write(repeat.Body, isSliced), insideSlice: true);
            else
                Write(((PlannedInstruction)node).Instruction);
        }

        Flush();
    }

    /// <summary>Runs the writer of a stage, in a loop over slices if there are several.</summary>
    private void InSlices(bool isSliced, Action write)
    {
        Flush();
        context.IsSliced = isSliced;
        if (isSliced && context.Plan.SliceCount > 1)
            context.Segments.Loop(new LoopNode("slice", context.Plan.SliceCount, "", context.Plan.SliceSize), write);
        else
            write();
        Flush();
        context.IsSliced = false;
    }

    private void Write(PlannedRepeat repeat, Action body, bool insideSlice)
    {
        Flush();
        Copies(repeat.CopiesIn, insideSlice);
        string pointer = repeat.Count.Hyper is { } hyper ? context.HyperPointer(hyper) : "";
        context.Segments.Loop(new LoopNode(context.NextName("repeat"), repeat.Count, pointer, 0), () =>
        {
            context.Repeats++;
            body();
            Flush();
            context.Repeats--;
            Copies(repeat.CopiesBack, insideSlice);
        });
    }

    private void Copies(IReadOnlyList<(Value From, Value To)> copies, bool insideSlice)
    {
        void All()
        {
            foreach ((Value from, Value to) in copies)
                run.Copy(from, context.Read(to));
            Flush();
        }

        if (insideSlice || copies.Count == 0)
            All();
        else
            InSlices(copies.Any(c => c.To.Shape.IsBatched), All);
    }

    private void Write(Instruction instruction)
    {
        OpDefinition op = instruction.Op;
        if (OptimizerCalls.IsUpdate(instruction))
        {
            run.Flush();
            // An update may not be moved before the check of one whose gradient is what it writes.
            if (updates.Exists(u => u.Outputs.Any(o => instruction.Inputs.Contains(o)) || instruction.Inputs[0].Root.Kind == ValueKind.State))
                Flush();
            updates.Add(instruction);
            return;
        }

        FlushUpdates();
        if (op == OpTable.Elementwise || op == OpTable.Assign || op == OpTable.Report)
        {
            run.Add(instruction);
        }
        else if (op == OpTable.ConcatenateRows)
        {
            Concatenate(instruction);
        }
        else
        {
            run.Flush();
            OpCalls.Write(context, instruction);
        }
    }

    private void Concatenate(Instruction instruction)
    {
        Operand whole = context.Write(instruction.Output);
        int row = 0;
        foreach (Value input in instruction.Inputs)
        {
            int start = row * whole.Stride;
            run.Copy(input, whole with
            {
                Pointer = start == 0 ? whole.Pointer : $"{whole.Pointer} + {start}",
                Start = whole.Start + start,
                Length = input.Shape.Rows * whole.Stride,
                Rows = input.Shape.Rows,
            });
            row += input.Shape.Rows;
        }
    }

    private void Flush()
    {
        run.Flush();
        FlushUpdates();
    }

    private void FlushUpdates()
    {
        if (updates.Count == 0)
            return;
        Instruction[] all = [.. updates];
        updates.Clear();
        OptimizerCalls.Updates(context, all);
    }
}
