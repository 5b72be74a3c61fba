using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>
/// Consecutive elementwise instructions over one grid of cells, written as one loop. A result that later statements of the run read stays in a
/// variable; one that nothing else reads is never stored.
/// </summary>
internal sealed class CellRun(EmitContext context, UseTable uses)
{
    private readonly List<Statement> statements = [];
    private readonly Dictionary<Value, string> locals = [];
    private readonly List<Access> accesses = [];
    private (int Rows, int Columns, bool IsFlat) grid;

    /// <summary>Adds an instruction, after what came before if it does not fit to it.</summary>
    public void Add(Instruction instruction)
    {
        ElementwiseFunction function = instruction.Attributes is ElementwiseAttributes own ? own.Function : ElementwiseFunction.Identity;
        Add(instruction, function, instruction.Inputs, instruction.Output, context.Write(instruction.Output));
    }

    /// <summary>Adds a copy.</summary>
    /// <param name="from">The source.</param>
    /// <param name="target">Where it goes; of the same shape, or larger along axes that the source is spread over.</param>
    public void Copy(Value from, Operand target) => Add(null, ElementwiseFunction.Identity, [from], null, target);

    /// <summary>Writes the run and begins a new one.</summary>
    public void Flush()
    {
        if (statements.Count == 0)
            return;
        var inRun = statements.Select(s => s.Instruction).Where(i => i is not null).ToHashSet();
        var lines = new List<string> { $"GG_EACH({grid.Rows}, {grid.Columns})", "{", $"    GG_CELL({grid.Columns})" };
        var touched = new List<Access>();
        foreach (Statement statement in statements)
        {
            lines.Add($"    const gg_lane {statement.Name} = {statement.Expression};");
            touched.AddRange(statement.Reads);
            if (statement.Result is { Kind: ValueKind.Temporary } result && uses.AreAllIn(result, inRun))
                continue;
            lines.Add($"    GG_PUT({statement.Target.Pointer}, {(grid.IsFlat ? grid.Columns : statement.Target.Stride)}, {statement.Name});");
            touched.Add(statement.Write);
        }

        lines.Add("}");
        context.Segments.Add(touched, grid.Rows * grid.Columns, lines);
        statements.Clear();
        locals.Clear();
        accesses.Clear();
    }

    private void Add(Instruction? instruction, ElementwiseFunction function, IReadOnlyList<Value> inputs, Value? result, Operand target)
    {
        bool isFlat = !target.IsBatched && target.IsPacked && inputs.All(v => IsFlat(v, target));
        (int Rows, int Columns, bool IsFlat) wanted = isFlat ? (1, target.Rows * target.Columns, true) : (target.Rows, target.Columns, false);
        if (statements.Count > 0 && wanted != grid)
            Flush();
        grid = wanted;
        (string expression, List<Access> reads, Access write) = Describe(function, inputs, target);
        if (reads.Append(write).Any(a => accesses.Exists(p => p.Conflicts(a))))
        {
            Flush();
            (expression, reads, write) = Describe(function, inputs, target);
        }

        var statement = new Statement(instruction, result, context.NextName("v"), expression, target, reads, write);
        statements.Add(statement);
        accesses.AddRange(reads);
        accesses.Add(write);
        if (result is not null)
            locals[result] = statement.Name;
    }

    private (string Expression, List<Access> Reads, Access Write) Describe(ElementwiseFunction function, IReadOnlyList<Value> inputs, Operand target)
    {
        var reads = new List<Access>();
        string operands = string.Join(", ", inputs.Select(v => Cell(v, reads)));
        string expression = function == ElementwiseFunction.Identity ? operands : $"gg_scalar_{CLiteral.SnakeCase(function.ToString())}({operands})";
        return (expression, reads, target.Cell(grid.Rows, grid.Columns, true) with { Cells = Map(target) });
    }

    private string Cell(Value value, List<Access> reads)
    {
        if (value.Root.Kind == ValueKind.Literal)
            return $"GG_SPLAT({context.Number(value)})";
        if (locals.TryGetValue(value, out string? local) && Covers(context.Read(value)))
            return local;
        Operand operand = context.Read(value);
        if (Covers(operand))
        {
            reads.Add(operand.Read() with { Cells = Map(operand) });
            return $"GG_FULL({operand.Pointer}, {(grid.IsFlat ? grid.Columns : operand.Stride)})";
        }

        reads.Add(operand.Read());
        if (operand.Rows == 1 && operand.Columns == 1 && !operand.IsBatched)
            return $"GG_ONE({operand.Pointer})";
        return operand.Rows == 1 ? $"GG_ROW({operand.Pointer}, {operand.Stride})" : $"GG_COLUMN({operand.Pointer}, {operand.Stride})";
    }

    /// <summary>Whether each cell has an element of its own.</summary>
    private bool Covers(Operand operand) =>
        grid.IsFlat ? operand.Rows * operand.Columns == grid.Columns : operand.Rows == grid.Rows && operand.Columns == grid.Columns;

    private CellMap Map(Operand operand) => new(grid.Rows, grid.Columns, operand.Start, grid.IsFlat ? grid.Columns : operand.Stride);

    private bool IsFlat(Value value, Operand target)
    {
        if (value.Root.Kind == ValueKind.Literal)
            return true;
        Operand operand = context.Read(value);
        bool isNumber = operand.Rows == 1 && operand.Columns == 1;
        return !operand.IsBatched && (isNumber || (operand.IsPacked && operand.Rows == target.Rows && operand.Columns == target.Columns));
    }

    private sealed record Statement(Instruction? Instruction, Value? Result, string Name, string Expression, Operand Target, List<Access> Reads, Access Write);
}
