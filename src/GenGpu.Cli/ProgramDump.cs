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
        writer.Write(PlanPrinter.PrintState(definition));
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
        writer.Write(PlanPrinter.Print(plan));
        writer.WriteLine(Text($"  one step, Repeats at their default counts: {cost.Flops:#,0} FLOPs, {cost.BytesRead:#,0} bytes read, {cost.BytesWritten:#,0} written"));
        writer.WriteLine();
        writer.Write(PlanPrinter.PrintArena(plan));
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
