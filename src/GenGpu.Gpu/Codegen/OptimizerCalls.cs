using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>Calls of the optimizers and of the check for divergence. The checks of neighbouring updates come first, so that they share one barrier.</summary>
internal static class OptimizerCalls
{
    /// <summary>Whether the op is an update that looks at its gradient first.</summary>
    public static bool IsUpdate(Instruction instruction) => instruction.Op == OpTable.Adam || instruction.Op == OpTable.Sgd;

    /// <summary>Writes neighbouring updates, none of which reads what another of them writes.</summary>
    public static void Updates(EmitContext context, IReadOnlyList<Instruction> instructions)
    {
        var flags = new List<int>();
        foreach (Instruction instruction in instructions)
            flags.Add(Check(context, context.Read(instruction.Inputs[0])));
        for (int i = 0; i < instructions.Count; i++)
        {
            Note(context, flags[i], instructions[i].Inputs[1].State!.Name);
            if (instructions[i].Op == OpTable.Adam)
                Adam(context, instructions[i], flags[i]);
            else
                Sgd(context, instructions[i], flags[i]);
        }
    }

    public static void CheckFinite(EmitContext context, Instruction instruction)
    {
        int flag = Check(context, context.Read(instruction.Inputs[0]));
        Note(context, flag, instruction.As<CheckFiniteAttributes>().Label);
    }

    public static void AdamCorrection(EmitContext context, Instruction instruction)
    {
        Operand y = context.Write(instruction.Output);
        context.Segments.Add([y.Write(), .. instruction.Inputs.SelectMany(context.NumberAccess)], 2,
            $"gg_adam_correction({y.Pointer}, {y.Stride}, {context.Number(instruction.Inputs[0])}, {context.Number(instruction.Inputs[1])}, gg_step);");
    }

    private static int Check(EmitContext context, Operand x)
    {
        int flag = context.NextFlag();
        (int rows, int columns, int stride) = Flat(x);
        // What failed in an earlier iteration says nothing of this one: an update whose gradient is finite again happens, as on every accelerator.
        if (context.Repeats > 0)
            context.Segments.Add([Flag(flag, true)], 1, $"gg_lower_flag({context.Flags} + {flag});");
        context.Segments.Add([Cells(x, false), Flag(flag, true)], rows * columns, $"gg_check_finite({context.Flags} + {flag}, {x.Pointer}, {stride}, {rows}, {columns});");
        return flag;
    }

    private static void Note(EmitContext context, int flag, string label) =>
        context.Segments.Add([Flag(flag, false), new Access(ProgramLayout.ArenaRegion, 0, 1, true, new CellMap(1, 1, 0, 1))], 1,
            $"gg_note_failure({context.Flags}, {context.Flags} + {flag}, {context.Label(label)}u);");

    private static void Adam(EmitContext context, Instruction instruction, int flag)
    {
        IReadOnlyList<Value> x = instruction.Inputs;
        Operand g = context.Read(x[0]), p = context.Read(x[1]), m = context.Read(x[2]), v = context.Read(x[3]), c = context.Read(x[8]);
        (int rows, int columns, int stride, int gStride) = Flat(p, g);
        string numbers = string.Join(", ", x.Skip(4).Take(4).Select(context.Number));
        context.Segments.Add(
            [Cells(g, false), Cells(p, true), Cells(m, true), Cells(v, true), c.Read(), Flag(flag, false), .. x.Skip(4).Take(4).SelectMany(context.NumberAccess)],
            rows * columns,
            $"gg_adam({p.Pointer}, {m.Pointer}, {v.Pointer}, {stride}, {g.Pointer}, {gStride}, {rows}, {columns}, {numbers}, ({c.Pointer})[0], ({c.Pointer})[{c.Stride}], {context.Flags} + {flag});");
    }

    private static void Sgd(EmitContext context, Instruction instruction, int flag)
    {
        IReadOnlyList<Value> x = instruction.Inputs;
        bool isPlain = x.Count == 3;
        Operand g = context.Read(x[0]), p = context.Read(x[1]);
        (int rows, int columns, int stride, int gStride) = Flat(p, g);
        var touched = new List<Access> { Cells(g, false), Cells(p, true), Flag(flag, false) };
        touched.AddRange(x.Skip(isPlain ? 2 : 3).SelectMany(context.NumberAccess));
        string rate = context.Number(x[isPlain ? 2 : 3]);
        if (isPlain)
        {
            context.Segments.Add(touched, rows * columns, $"gg_sgd({p.Pointer}, {stride}, {g.Pointer}, {gStride}, {rows}, {columns}, {rate}, {context.Flags} + {flag});");
            return;
        }

        Operand m = context.Read(x[2]);
        touched.Add(Cells(m, true));
        context.Segments.Add(touched, rows * columns,
            $"gg_sgd_momentum({p.Pointer}, {m.Pointer}, {stride}, {g.Pointer}, {gStride}, {rows}, {columns}, {rate}, {context.Number(x[4])}, {context.Flags} + {flag});");
    }

    private static Access Flag(int flag, bool isWrite) => new(ProgramLayout.ArenaRegion, flag, flag + 1, isWrite, null);

    private static (int Rows, int Columns, int Stride) Flat(Operand x) =>
        x.IsPacked && !x.IsBatched ? (1, x.Rows * x.Columns, x.Rows * x.Columns) : (x.Rows, x.Columns, x.Stride);

    private static (int Rows, int Columns, int Stride, int GradientStride) Flat(Operand p, Operand g) =>
        p.IsPacked && !p.IsBatched && g.IsPacked && !g.IsBatched
            ? (1, p.Rows * p.Columns, p.Rows * p.Columns, p.Rows * p.Columns)
            : (p.Rows, p.Columns, p.Stride, g.Stride);

    private static Access Cells(Operand x, bool isWrite)
    {
        (int rows, int columns, int stride) = Flat(x);
        return new Access(x.Region, x.Start, x.Start + x.Length, isWrite, new CellMap(rows, columns, x.Start, stride));
    }
}
