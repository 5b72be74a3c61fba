using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Reference;
using static GenGpu.Core.Programs.ElementwiseFunction;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>Wrong bodies of the forward ops.</summary>
internal static class PlantedBugs
{
    public static IEnumerable<PlantedBug<float>> All() => [.. Linear(), .. Reductions(), .. Rows(), .. Counters(), .. Draws(), .. Effects(), .. Functions()];

    private static IEnumerable<PlantedBug<float>> Linear()
    {
        yield return After("swapped transpose of a square weight", OpTable.Dense, call =>
        {
            (int m, int k, int columns) = (call.InputShape(0).Rows, call.InputShape(0).Columns, call.OutputShape.Columns);
            if (m != k || call.InputCount == 3 || call.Instruction.As<DenseAttributes>().Activation != Activation.None)
                return;
            for (int r = 0; r < m; r++)
            {
                for (int c = 0; c < columns; c++)
                    call.Output[(r * columns) + c] = Enumerable.Range(0, k).Sum(i => call.Input(0)[(i * k) + r] * call.Input(1)[(i * columns) + c]);
            }
        });
        foreach (OpDefinition op in new[] { OpTable.Dense, OpTable.DenseTransposed })
        {
            yield return After("forgotten bias", op, call =>
            {
                for (int i = 0; i < call.Output.Length && call.InputCount == 3 && Is(call, Activation.None); i++)
                    call.Output[i] -= call.Input(2)[i / call.OutputShape.Columns];
            });
            yield return After("wrong slope", op, call => Each(call, y => y < 0 && Is(call, Activation.LeakyRelu) ? 0.05f * y : y));
            yield return After("relu lets negatives pass", op, call => Each(call, y => y == 0 && Is(call, Activation.Relu) ? -1e-3f : y));
            yield return After("activation forgotten on the last row", op, call =>
            {
                if (Is(call, Activation.Sigmoid))
                    call.Output[^1] = MathF.Log(call.Output[^1] / (1 - call.Output[^1]));
            });
            yield return After("coarse tanh", op, call => Each(call, y => Is(call, Activation.Tanh) ? MathF.Round(y * 1e4f) / 1e4f : y));
        }

        yield return After("last sample left out", OpTable.DenseBackwardWeight, call =>
        {
            int columns = call.InputShape(0).Columns;
            for (int i = 0; i < call.Output.Length; i++)
                call.Output[i] -= call.Input(0)[(((i / call.OutputShape.Columns) + 1) * columns) - 1] * call.Input(1)[(((i % call.OutputShape.Columns) + 1) * columns) - 1];
        });
    }

    private static IEnumerable<PlantedBug<float>> Reductions()
    {
        yield return new("wrong tail: columns past the last 16 left out", OpTable.ReduceBatch, call =>
        {
            int columns = call.InputShape(0).Columns;
            int end = columns < 16 ? columns : columns / 16 * 16;
            for (int r = 0; r < call.Output.Length; r++)
            {
                ReadOnlySpan<float> row = call.Input(0).AsSpan(r * columns, end);
                call.Output[r] = call.Instruction.As<ReductionAttributes>().Kind == ReductionKind.Sum ? row.ToArray().Sum() : row.ToArray().Max();
            }
        });
        yield return After("maximum starts at 0", OpTable.ReduceRows, call => Each(call, y => Kind(call) == ReductionKind.Maximum ? Math.Max(y, 0) : y));
        yield return After("maximum starts at 0", OpTable.ReduceBatch, call => Each(call, y => Kind(call) == ReductionKind.Maximum ? Math.Max(y, 0) : y));
        yield return After("overflows without the maximum", OpTable.ReduceRows, call => Each(call, y => Kind(call) == ReductionKind.LogSumExp ? MathF.Log(MathF.Exp(y)) : y));
        yield return After("not normalised", OpTable.SoftmaxRows, call => Each(call, y => y * 1.0001f));
        yield return After("exclusive", OpTable.CumulativeSumRows, call =>
        {
            for (int i = 0; i < call.Output.Length; i++)
                call.Output[i] -= call.Input(0)[i];
        });
        yield return After("last of equals", OpTable.ArgMaxRows, call =>
        {
            int columns = call.OutputShape.Columns;
            for (int c = 0; c < columns; c++)
            {
                for (int r = 0; r < call.InputShape(0).Rows; r++)
                    call.Output[c] = call.Input(0)[(r * columns) + c] >= call.Input(0)[((int)call.Output[c] * columns) + c] ? r : call.Output[c];
            }
        });
    }

    private static IEnumerable<PlantedBug<float>> Rows()
    {
        yield return new("starts at row 0", OpTable.SliceRows, call => Array.Copy(call.Input(0), call.Output, call.Output.Length));
        yield return After("first operand twice", OpTable.ConcatenateRows, call => call.Input(0).CopyTo(call.Output, call.Output.Length - call.Input(0).Length));
        yield return After("first row only", OpTable.GatherRows, call => Array.Copy(call.Input(0), call.Output, call.OutputShape.Columns));
        yield return After("overwrites instead of adding", OpTable.ScatterAddRows, call =>
        {
            IReadOnlyList<int> indices = call.Instruction.As<RowIndexAttributes>().Indices;
            for (int r = 0; r < indices.Count; r++)
                Array.Copy(call.Input(0), r * call.OutputShape.Columns, call.Output, indices[r] * call.OutputShape.Columns, call.OutputShape.Columns);
        });
        yield return new("the soft value", OpTable.StraightThrough, call => call.Input(1).CopyTo(call.Output, 0));
        yield return After("zero instead of clamped", OpTable.Lookup, call => Outside(call, 1, call.InputShape(0).Columns));
        yield return After("zero instead of clamped", OpTable.OneHot, call => Outside(call, 0, call.OutputShape.Rows));
        yield return After("last sample left out", OpTable.LookupBackward, call =>
            call.Output[(int)Math.Clamp(call.Input(1)[^1], 0, call.OutputShape.Columns - 1)] -= call.Input(0)[call.InputShape(0).Columns - 1]);
    }

    private static IEnumerable<PlantedBug<float>> Counters()
    {
        long? first = null;
        yield return new("stale step counter", OpTable.StepIndex, call => call.Output[0] = first ??= call.Step);
        yield return After("forgets the step", OpTable.SampleIndex, call => Each(call, y => y % call.BatchSize));
        yield return new("t = step", OpTable.AdamCorrection, call =>
        {
            for (int i = 0; i < 2; i++)
                call.Output[i] = (float)(1 / (1 - Math.Pow(call.Input(i)[0], Math.Max(1, call.Step))));
        });
    }

    private static IEnumerable<PlantedBug<float>> Draws()
    {
        yield return Redraw("ignores the iteration", (call, r, c) => Stream(call) with { Iteration = 0 });
        yield return Redraw("ignores the step", (call, r, c) => Stream(call) with { Step = 0 });
        yield return Redraw("ignores the site", (call, r, c) => Stream(call) with { DrawSite = 1 });
        yield return After("one word for two samples", OpTable.Draw, call =>
        {
            if (call.Output.Length > 1)
                call.Output[^1] = call.Output[^2];
        });
        yield return After("u <= 1 - p", OpTable.Bernoulli, call => Each(call, y => 1 - y));
        yield return After("counts the last category", OpTable.Categorical, call => Each(call, y => y == 0 ? 0 : y + 1));
    }

    private static IEnumerable<PlantedBug<float>> Effects()
    {
        yield return new("missing bias correction", OpTable.Adam, call => Adam(call, (m, v, _, _, epsilon) => m / (MathF.Sqrt(v) + epsilon), flush: true));
        yield return new("epsilon inside the root", OpTable.Adam, call => Adam(call, (m, v, c0, c1, epsilon) => c0 * m / MathF.Sqrt((v * c1) + epsilon), flush: true));
        yield return new("updates with a broken gradient", OpTable.Adam, call => Adam(call, (m, v, c0, c1, epsilon) => c0 * m / (MathF.Sqrt(v * c1) + epsilon), flush: true));
        yield return new("forgets the momentum", OpTable.Sgd, call =>
        {
            for (int i = 0; i < call.Input(0).Length; i++)
                call.Result(0)[i] -= call.Input(call.InputCount == 3 ? 2 : 3)[0] * call.Input(0)[i];
        });
        yield return new("looks at the first element only", OpTable.CheckFinite, call =>
        {
            if (!float.IsFinite(call.Input(0)[0]) && call.Input(0).Length > 1)
                call.MarkDiverged("looked at");
        });
        yield return After("last element not written", OpTable.Assign, call => call.Output[^1] = 0);
        yield return new("reports the first step", OpTable.Report, call => call.Output[0] = call.Output[0] == 0 ? call.Input(0)[0] : call.Output[0]);
        yield return new("writes nothing", OpTable.Output, _ => { });
        yield return After("transposed", OpTable.Input, call => Array.Reverse(call.Output));
    }

    private static IEnumerable<PlantedBug<float>> Functions()
    {
        yield return Function(LeakyRelu, (a, b, _) => a > 0 ? a : b * b * a);
        yield return Function(TanhBackward, (a, b, _) => a * (1 - b));
        yield return Function(SigmoidBackward, (a, b, _) => a * b);
        yield return Function(MultiplyAdd, (a, b, c) => a * b);
        yield return Function(Erf, (a, _, _) => MathF.Tanh(1.128379f * a));
        yield return Function(Expm1, (a, _, _) => MathF.Exp(a));
        yield return Function(Log1p, (a, _, _) => MathF.Log(1.00001f + a));
        yield return Function(Softplus, (a, _, _) => MathF.Log(1 + MathF.Exp(a)));
        yield return Function(Step, (a, _, _) => a >= 0 ? 1 : 0);
        yield return Function(Floor, (a, _, _) => MathF.Truncate(a));
        yield return Function(Less, (a, b, _) => a > b ? 1 : 0);
        yield return Function(LessEqual, (a, b, _) => a >= b ? 1 : 0);
        yield return Function(Where, (a, b, c) => a == 0 ? b : c);
        yield return Function(Clamp, (a, b, _) => Math.Max(a, b));
        yield return Function(IsFinite, (a, _, _) => float.IsNaN(a) ? 0 : 1);
        yield return Function(Sin, (a, _, _) => Math.Abs(a) > 100 ? 0 : MathF.Sin(a));
        yield return Function(Exp, (a, _, _) => MathF.Exp(a) * 1.00001f);
        yield return Function(ReciprocalSqrt, (a, _, _) => MathF.Sqrt(a));
        yield return After("broadcasts rows as columns", OpTable.Elementwise, call =>
        {
            if (call.InputCount == 2 && call.InputShape(1) == Shape.Matrix(5, 1) && call.Instruction.As<ElementwiseAttributes>().Function == Add)
            {
                for (int i = 0; i < call.Output.Length; i++)
                    call.Output[i] = call.Input(0)[i] + call.Input(1)[i % 5];
            }
        });
    }

    private static PlantedBug<float> After(string name, OpDefinition op, Action<ReferenceCall<float>> spoil) => PlantedBug<float>.After(name, op, spoil);

    private static PlantedBug<float> Function(ElementwiseFunction function, Func<float, float, float, float> wrong) => After($"wrong {function}", OpTable.Elementwise, call =>
    {
        if (call.Instruction.As<ElementwiseAttributes>().Function != function || call.Instruction.Inputs.Any(i => i.Shape != call.OutputShape))
            return;
        for (int i = 0; i < call.Output.Length; i++)
            call.Output[i] = wrong(call.Input(0)[i], call.InputCount > 1 ? call.Input(1)[i] : 0, call.InputCount > 2 ? call.Input(2)[i] : 0);
    }) with
    { Variant = function };

    private static PlantedBug<float> Redraw(string name, Func<ReferenceCall<float>, int, int, RandomStream> stream) => After(name, OpTable.Draw, call =>
    {
        if (call.Instruction.As<DrawAttributes>().Distribution != Distribution.Normal)
            return;
        int columns = call.OutputShape.Columns;
        for (int i = 0; i < call.Output.Length; i++)
            call.Output[i] = RandomDraws.NormalWord(stream(call, i / columns, i % columns).Word(i / columns, i % columns));
    });

    private static RandomStream Stream(ReferenceCall<float> call) =>
        new(CaseModel.Seed, RandomPurpose.Train, call.Instruction.As<DrawAttributes>().Site, (uint)call.Step, call.Iteration);

    private static bool Is(ReferenceCall<float> call, Activation activation) => call.Instruction.As<DenseAttributes>().Activation == activation;

    private static ReductionKind Kind(ReferenceCall<float> call) => call.Instruction.As<ReductionAttributes>().Kind;

    private static void Each(ReferenceCall<float> call, Func<float, float> change)
    {
        for (int i = 0; i < call.Output.Length; i++)
            call.Output[i] = change(call.Output[i]);
    }

    private static void Outside(ReferenceCall<float> call, int indexOperand, int size)
    {
        int columns = call.OutputShape.Columns;
        for (int i = 0; i < call.Output.Length; i++)
        {
            float index = call.Input(indexOperand)[i % columns];
            call.Output[i] = index < 0 || index >= size ? 0 : call.Output[i];
        }
    }

    private static void Adam(ReferenceCall<float> call, Func<float, float, float, float, float, float> direction, bool flush)
    {
        for (int i = 0; i < call.Input(0).Length; i++)
        {
            (float g, float beta1, float beta2) = (call.Input(0)[i], call.Input(5)[0], call.Input(6)[0]);
            float m = (beta1 * call.Result(1)[i]) + ((1 - beta1) * g), v = (beta2 * call.Result(2)[i]) + ((1 - beta2) * g * g);
            call.Result(1)[i] = flush && Math.Abs(m) < AdamOp.FlushThreshold ? 0 : m;
            call.Result(2)[i] = flush && v < AdamOp.FlushThreshold ? 0 : v;
            call.Result(0)[i] -= call.Input(4)[0] * direction(call.Result(1)[i], call.Result(2)[i], call.Input(8)[0], call.Input(8)[1], call.Input(7)[0]);
        }
    }
}
