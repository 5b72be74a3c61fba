using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>Calls of the dense functions.</summary>
internal static class DenseCalls
{
    public static void Dense(EmitContext context, Instruction instruction) => Product(context, instruction, "gg_dense");

    public static void DenseTransposed(EmitContext context, Instruction instruction) => Product(context, instruction, "gg_dense_transposed");

    public static void DenseBackwardWeight(EmitContext context, Instruction instruction)
    {
        Operand p = context.Read(instruction.Inputs[0]), q = context.Read(instruction.Inputs[1]), w = context.Write(instruction.Output);
        Access exchange = Exchange();
        int tiles = (p.Rows + 3) / 4 * ((q.Rows + 3) / 4);
        context.Segments.Add([p.Read(), q.Read(), w.Write(), exchange], tiles * 16,
            $"gg_dense_backward_weight({w.Pointer}, {p.Pointer}, {p.Stride}, {q.Pointer}, {q.Stride}, {p.Rows}, {q.Rows}, {p.Columns}, {(p.IsPadded && q.IsPadded ? 1 : 0)}, {context.Exchange});");
    }

    /// <summary>What an exchange touches.</summary>
    public static Access Exchange() => new(ProgramLayout.ExchangeRegion, 0, 1, true, null);

    private static void Product(EmitContext context, Instruction instruction, string function)
    {
        Operand w = context.Read(instruction.Inputs[0]), x = context.Read(instruction.Inputs[1]), y = context.Write(instruction.Output);
        Operand? bias = instruction.Inputs.Count == 3 ? context.Read(instruction.Inputs[2]) : null;
        var own = instruction.As<DenseAttributes>();
        bool isPadded = x.IsPadded && y.IsPadded;
        var touched = new List<Access> { w.Read(), x.Read(), y.Write() };
        if (bias is { } b)
            touched.Add(b.Read());
        int cells = isPadded && y.Rows > 2 ? (y.Rows + 3) / 4 * ((y.Columns + 3) / 4) : y.Rows * y.Columns;
        context.Segments.Add(touched, cells,
            $"{function}({y.Pointer}, {y.Stride}, {w.Pointer}, {w.Stride}, {x.Pointer}, {x.Stride}, {bias?.Pointer ?? w.Pointer}, {bias?.Stride ?? 0}, "
            + $"{y.Rows}, {x.Rows}, {y.Columns}, {(isPadded ? 1 : 0)}, {(w.HasAlignedRows ? 1 : 0)}, GG_{CLiteral.SnakeCase(own.Activation.ToString()).ToUpperInvariant()}, {CLiteral.Of(own.NegativeSlope)});");
    }
}
