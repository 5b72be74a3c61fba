using System.Globalization;
using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Memory;

/// <summary>Prints a program as an accelerator runs it: instructions with shapes, places and costs, stages, the arena, and totals.</summary>
public static class PlanPrinter
{
    /// <summary>The program, one instruction per line.</summary>
    /// <param name="plan">The plan.</param>
    public static string Print(ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Program program = plan.Program;
        var text = new StringBuilder();
        Line(text, 0, $"program {program.Name}: batch {program.BatchSize} in {plan.SliceCount} slice(s) of {plan.SliceSize}, random purpose {program.Purpose}");
        foreach (ProgramStream stream in program.Inputs)
            Line(text, 1, $"input '{stream.Name}' {stream.Shape}");
        foreach (ProgramStream stream in program.Outputs)
            Line(text, 1, $"output '{stream.Name}' {stream.Shape}");
        Nodes(text, plan, plan.Nodes, 1);
        text.AppendLine();
        Totals(text, plan);
        return text.ToString();
    }

    /// <summary>Where scratch memory goes: every value with its block, offset, size and the values that share the place.</summary>
    /// <param name="plan">The plan.</param>
    public static string PrintArena(ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var text = new StringBuilder();
        Line(text, 0, $"arena of {plan.Program.Name}: {Bytes(plan.SharedLength)} shared per running model, {Bytes(plan.SliceLength)} per slice in work");
        IEnumerable<Value> values = plan.Program.Instructions().Where(i => i.Op.ViewOfInput < 0).SelectMany(i => i.Outputs).Where(v => v.Kind == ValueKind.Temporary);
        var places = values.GroupBy(v => (plan.Locate(v).Space, plan.Locate(v).Offset)).OrderBy(g => g.Key.Space).ThenBy(g => g.Key.Offset);
        foreach (var place in places)
        {
            int floats = place.Max(v => Padding.RoundUp(v.Shape.Rows * plan.Locate(v).RowStride));
            Line(text, 1, $"{place.Key.Space.ToString().ToLowerInvariant(),-6} {place.Key.Offset,8} {Bytes(floats),10}  {string.Join(", ", place.Select(v => $"{v} {v.Shape}"))}");
        }

        return text.ToString();
    }

    /// <summary>The state of a model: every slot with its role, shape, offset.</summary>
    /// <param name="definition">The definition.</param>
    public static string PrintState(ModelDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var text = new StringBuilder();
        Line(text, 0, $"state of {definition.Name}: {definition.ParameterCount} parameters, {Bytes(definition.StateLength)} of state and {Bytes(definition.HyperLength)} of hyper values per model");
        foreach (StateSlot slot in definition.State)
            Line(text, 1, $"{slot.Offset,8}  {slot.Role,-12} {slot.Name,-38} {slot.Shape}");
        foreach (HyperSlot slot in definition.Hypers)
            Line(text, 1, $"{slot.Offset,8}  {"Hyper",-12} {slot.Name,-38} {Defaults(slot),-16} {slot.Description}");
        foreach (DataBuffer buffer in definition.Buffers)
            Line(text, 1, $"{"",8}  {"Buffer",-12} {buffer.Name,-38} {buffer.Shape}");
        return text.ToString();
    }

    private static string Defaults(HyperSlot slot) =>
        string.Join(" ", slot.Defaults.Take(4).Select(d => d.ToString("R", CultureInfo.InvariantCulture))) + (slot.Defaults.Count > 4 ? " ..." : "");

    private static void Nodes(StringBuilder text, ExecutionPlan plan, IReadOnlyList<PlanNode> nodes, int indent)
    {
        foreach (PlanNode node in nodes)
        {
            switch (node)
            {
                case PlannedInstruction planned:
                    Instruction(text, plan, planned.Instruction, indent);
                    break;
                case Stage stage:
                    Line(text, indent, stage.IsSliced ? "per slice:" : "once:");
                    Nodes(text, plan, stage.Nodes, indent + 1);
                    if (stage.Reductions.Count > 0)
                        Line(text, indent, $"sum over slices: {string.Join(", ", stage.Reductions.Select(r => r.Result))}");
                    break;
                case PlannedRepeat repeat:
                    Line(text, indent, $"repeat {repeat.Count}:{Copies(" copy in", repeat.CopiesIn)}{Copies(" copy back", repeat.CopiesBack)}");
                    Nodes(text, plan, repeat.Body, indent + 1);
                    break;
            }
        }
    }

    private static string Copies(string what, IReadOnlyList<(Value From, Value To)> copies) =>
        copies.Count == 0 ? "" : $"{what} {string.Join(", ", copies.Select(c => $"{c.From} to {c.To}"))}";

    private static void Instruction(StringBuilder text, ExecutionPlan plan, Instruction instruction, int indent)
    {
        string left = $"{new string(' ', 2 * indent)}{instruction}";
        string where = string.Join(" ", instruction.Outputs.Take(1).Select(o => $"{o.Shape} @{plan.Locate(o)}"));
        text.Append(left.PadRight(78)).Append("  ").Append(where.PadRight(34)).Append("  ");
        Cost cost = instruction.Op.CostOf(instruction);
        text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"{cost.Flops,9:0} flop {cost.BytesRead + cost.BytesWritten,8:0} B").TrimEnd());
    }

    private static void Totals(StringBuilder text, ExecutionPlan plan)
    {
        Line(text, 0, "cost per step (each Repeat body counted once):");
        Cost all = Cost.Zero;
        foreach (var group in plan.Program.Instructions().GroupBy(i => i.Op.Name).OrderByDescending(g => g.Sum(i => i.Op.CostOf(i).Flops)))
        {
            Cost cost = group.Aggregate(Cost.Zero, (sum, i) => sum + i.Op.CostOf(i));
            all += cost;
            Line(text, 1, string.Create(CultureInfo.InvariantCulture, $"{group.Key,-24}{group.Count(),4} x {cost.Flops,12:0} flop {cost.BytesRead,12:0} B read {cost.BytesWritten,12:0} B written"));
        }

        Line(text, 1, string.Create(CultureInfo.InvariantCulture, $"{"total",-24}{plan.Program.Instructions().Count(),4} x {all.Flops,12:0} flop {all.BytesRead,12:0} B read {all.BytesWritten,12:0} B written"));
    }

    private static string Bytes(long floats) =>
        floats * 4 < 10240 ? $"{floats * 4} B" : string.Create(CultureInfo.InvariantCulture, $"{floats * 4 / 1024.0:0.0} KiB");

    private static void Line(StringBuilder text, int indent, string line) => text.Append(new string(' ', 2 * indent)).AppendLine(line.TrimEnd());
}
