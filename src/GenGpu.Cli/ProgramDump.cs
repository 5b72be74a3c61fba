using System.Globalization;
using GenGpu.Core.Memory;
using GenGpu.Core.Programs;
using GenGpu.Models.Families;

namespace GenGpu.Cli;

/// <summary>Shows programs: what they compute, where every value lives, what one step costs.</summary>
internal static class ProgramDump
{
    /// <summary>Prints programs as text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="programs">Programs of its definition.</param>
    /// <param name="writer">Takes the text.</param>
    public static void Print(TrainableModel model, IReadOnlyList<Program> programs, TextWriter writer)
    {
        ModelDefinition definition = model.Definition;
        writer.WriteLine(Text($"{definition.Name} on {model.Target.Name}: {definition.ParameterCount} parameters (budget {model.Options.Budget}), hidden width {model.HiddenWidth}"));
        writer.WriteLine(Text($"state: {definition.StateLength} floats per model"));
        foreach (StateSlot slot in definition.State)
            writer.WriteLine(Text($"  state+{slot.Offset,-7} {slot.Name,-34} {slot.Shape,-16} {slot.Role}"));
        if (definition.Hypers.Count > 0)
            writer.WriteLine(Text($"hyper values: {definition.HyperLength} floats per model"));
        foreach (HyperSlot slot in definition.Hypers)
            writer.WriteLine(Text($"  hyper+{slot.Offset,-7} {slot.Name,-34} {string.Join(", ", slot.Defaults.Take(4)),-16} {slot.Description}"));
        foreach (Program program in programs)
        {
            writer.WriteLine();
            Print(program, writer);
        }
    }

    /// <summary>The same as one document.</summary>
    /// <param name="model">The model.</param>
    /// <param name="programs">Programs of its definition.</param>
    public static object Document(TrainableModel model, IReadOnlyList<Program> programs) => new
    {
        schema = "gengpu/dump/1",
        model = model.Family,
        target = model.Target.Name,
        parameters = model.ParameterCount,
        hiddenWidth = model.HiddenWidth,
        stateFloats = model.Definition.StateLength,
        state = model.Definition.State.Select(slot => new { name = slot.Name, rows = slot.Shape.Rows, columns = slot.Shape.Columns, offset = slot.Offset, role = slot.Role }).ToArray(),
        hypers = model.Definition.Hypers.Select(slot => new { name = slot.Name, defaults = slot.Defaults, description = slot.Description }).ToArray(),
        programs = programs.Select(Document).ToArray(),
    };

    private static object Document(Program program)
    {
        ExecutionPlan plan = ExecutionPlan.Create(program, program.BatchSize);
        Cost cost = CostOf(program.Body);
        return new
        {
            name = program.Name,
            batchSize = program.BatchSize,
            instructions = program.Instructions().Select(instruction => instruction.ToString()).ToArray(),
            flops = cost.Flops,
            bytesRead = cost.BytesRead,
            bytesWritten = cost.BytesWritten,
            scratchFloats = plan.SharedLength + plan.SliceLength,
        };
    }

    private static void Print(Program program, TextWriter writer)
    {
        ExecutionPlan plan = ExecutionPlan.Create(program, program.BatchSize);
        Cost cost = CostOf(program.Body);
        writer.WriteLine(Text($"program {program.Name}, batch {program.BatchSize}: {program.Instructions().Count()} instructions, {cost.Flops:#,0} FLOPs, {cost.BytesRead:#,0} bytes read and {cost.BytesWritten:#,0} written per step, {plan.SharedLength + plan.SliceLength} floats of scratch"));
        Print(program.Body, plan, writer, "  ");
    }

    private static void Print(IReadOnlyList<Node> nodes, ExecutionPlan plan, TextWriter writer, string indent)
    {
        foreach (Node node in nodes)
        {
            if (node is Instruction instruction)
            {
                string places = string.Join(", ", instruction.Outputs.Select(value => plan.Locate(value).ToString()));
                writer.WriteLine(Text($"{indent}{instruction,-88} {places}").TrimEnd());
            }
            else if (node is Repeat repeat)
            {
                writer.WriteLine(Text($"{indent}repeat {repeat.Count}"));
                Print(repeat.Body, plan, writer, indent + "  ");
            }
        }
    }

    private static Cost CostOf(IReadOnlyList<Node> nodes)
    {
        Cost cost = Cost.Zero;
        foreach (Node node in nodes)
        {
            if (node is Instruction instruction)
                cost += instruction.Op.CostOf(instruction);
            else if (node is Repeat repeat)
                cost += CostOf(repeat.Body) * repeat.Count.Resolve(repeat.Count.Hyper?.Defaults[0] ?? 0);
        }

        return cost;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
