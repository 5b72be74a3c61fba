using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;
using Operand = GenGpu.Cpu.Kernels.Operand;

namespace GenGpu.Accelerators.Tests.Simd;

public class ElementwiseKernelTests
{
    private static readonly (int Rows, int Samples)[] Shapes = [(1, 1), (3, 15), (2, 16), (5, 17), (4, 128), (2, 200)];

    // Values that edges are made of, met in all pairs by the full operands of a 5 x 17 matrix and more by the larger ones.
    private static readonly float[] Specials = [0f, -0f, 1f, -1f, 2f, 0.5f, -3f, 1e-40f, float.PositiveInfinity, float.NegativeInfinity, float.NaN];

    public enum Kind
    {
        Full,
        Column,
        Row,
        Scalar,
    }

    public static TheoryData<string> BinaryNames() => new(BinaryCases.Keys.Order());

    public static TheoryData<string> TernaryNames() => new(TernaryCases.Keys.Order());

    private static Dictionary<string, (Func<int, int, Kind, Kind, Widths.IComputation> Make, Func<float, float, float> Exact)> BinaryCases { get; } = new()
    {
        ["add"] = (Make<AddFunction>, (a, b) => a + b),
        ["subtract"] = (Make<SubtractFunction>, (a, b) => a - b),
        ["multiply"] = (Make<MultiplyFunction>, (a, b) => a * b),
        ["divide"] = (Make<DivideFunction>, (a, b) => a / b),
        ["maximum"] = (Make<MaximumFunction>, MathF.Max),
        ["minimum"] = (Make<MinimumFunction>, MathF.Min),
        ["less"] = (Make<LessFunction>, (a, b) => a < b ? 1 : 0),
        ["lessEqual"] = (Make<LessEqualFunction>, (a, b) => a <= b ? 1 : 0),
        ["equal"] = (Make<EqualFunction>, (a, b) => a == b ? 1 : 0),
        ["leakyRelu"] = (Make<LeakyReluOfSlopeFunction>, (a, b) => a > 0 ? a : b * a),
        ["sigmoidBackward"] = (Make<SigmoidBackwardFunction>, (a, b) => a * b * (1 - b)),
        ["tanhBackward"] = (Make<TanhBackwardFunction>, (a, b) => a * (1 - b * b)),
    };

    private static Dictionary<string, (Func<int, int, Kind[], Widths.IComputation> Make, Func<float, float, float, float> Exact)> TernaryCases { get; } = new()
    {
        ["multiplyAdd"] = (MakeTernary<MultiplyAddFunction>, MathF.FusedMultiplyAdd),
        ["where"] = (MakeTernary<WhereFunction>, (a, b, c) => a != 0 ? b : c),
        ["clamp"] = (MakeTernary<ClampBetweenFunction>, (a, b, c) => a < b || c < b ? (c < b ? c : b) : a > c ? c : a),
        ["leakyReluBackward"] = (MakeTernary<LeakyReluBackwardFunction>, (a, b, c) => b > 0 ? a : c * a),
    };

    [Theory]
    [MemberData(nameof(BinaryNames))]
    public void BinaryWithEveryBroadcast(string name)
    {
        (Func<int, int, Kind, Kind, Widths.IComputation> make, Func<float, float, float> exact) = BinaryCases[name];
        foreach ((int rows, int samples) in Shapes)
        {
            foreach (Kind a in Enum.GetValues<Kind>())
            {
                foreach (Kind b in Enum.GetValues<Kind>())
                {
                    float[] actual = Widths.Agree(make(rows, samples, a, b), $"{name} {a} {b}");
                    for (int i = 0; i < actual.Length; i++)
                    {
                        (float x, float y) = (Value(a, 0, i / samples, i % samples), Value(b, 1, i / samples, i % samples));
                        // Where something is infinite, the grouping of products decides between infinite and NaN.
                        if (!name.EndsWith("Backward", StringComparison.Ordinal) || (float.IsFinite(x) && float.IsFinite(y)))
                            AssertEqual(exact(x, y), actual[i], $"{name} {a} {b} [{i}] of {x}, {y}");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(TernaryNames))]
    public void TernaryWithEveryBroadcast(string name)
    {
        (Func<int, int, Kind[], Widths.IComputation> make, Func<float, float, float, float> exact) = TernaryCases[name];
        for (int code = 0; code < 64; code++)
        {
            Kind[] kinds = [(Kind)(code & 3), (Kind)((code >> 2) & 3), (Kind)(code >> 4)];
            (int rows, int samples) = Shapes[code % Shapes.Length];
            float[] actual = Widths.Agree(make(rows, samples, kinds), name);
            for (int i = 0; i < actual.Length; i++)
            {
                (int r, int s) = (i / samples, i % samples);
                (float x, float y, float z) = (Value(kinds[0], 0, r, s), Value(kinds[1], 1, r, s), Value(kinds[2], 2, r, s));
                if (name == "clamp" && (float.IsNaN(x) || float.IsNaN(y) || float.IsNaN(z)))
                    continue;
                AssertEqual(exact(x, y, z), actual[i], $"{name} {string.Join(' ', kinds)} [{i}] of {x}, {y}, {z}");
            }
        }
    }

    [Fact]
    public void ClampKeepsNaN()
    {
        float[] values = Widths.Agree(new NaNClamp(), "clamp of NaN");
        Assert.All(values, value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void PowerIsAccurateAndHasItsSpecialCases()
    {
        var random = new Random(11);
        const int Count = 40_000;
        var bases = new float[Count];
        var exponents = new float[Count];
        for (int i = 0; i < Count; i++)
        {
            bases[i] = i % 5 == 0 ? Specials[i / 5 % Specials.Length] : (float)Math.Exp(40 * (2 * random.NextDouble() - 1) * random.NextDouble());
            exponents[i] = i % 7 == 0 ? Specials[i / 7 % Specials.Length] : i % 3 == 0 ? random.Next(-9, 9) : (float)(20 * (2 * random.NextDouble() - 1));
            if (i % 11 == 0)
                bases[i] = -bases[i];
        }
        float[] actual = Widths.Agree(new Powers(bases, exponents), "power");
        double worst = 0;
        for (int i = 0; i < Count; i++)
        {
            double exact = Math.Pow(bases[i], exponents[i]);
            float rounded = (float)exact;
            if (float.IsNaN(rounded) || float.IsInfinity(rounded) || rounded == 0 || Math.Abs(exact) > 3.4e38)
                Assert.True(rounded.Equals(actual[i]) || Math.Abs(exact) is > 3.4e38 and < 3.5e38, $"power({bases[i]:g9}, {exponents[i]:g9}) = {actual[i]:g9}, expected {rounded:g9}");
            else
                worst = Math.Max(worst, Math.Abs(actual[i] - exact) / (Math.Abs((double)MathF.BitIncrement(Math.Abs(rounded)) - Math.Abs(rounded))));
        }
        Assert.True(worst < 12, $"{worst:f2} units");
    }

    private static void AssertEqual(float expected, float actual, string name) =>
        Assert.True(Math.Abs(expected - actual) <= 2e-7f * Math.Abs(expected) + 1e-44f || expected == actual || (float.IsNaN(expected) && float.IsNaN(actual)), $"{name}: {actual:g9} instead of {expected:g9}");

    private static float Value(Kind kind, int operand, int row, int sample)
    {
        int r = kind is Kind.Row or Kind.Scalar ? 0 : row;
        int s = kind is Kind.Column or Kind.Scalar ? 0 : sample;
        int index = operand * 5 + r * 7 + s * (operand + 1);
        return (index & 3) == 0 ? Specials[index / 4 % Specials.Length] : (index * 37 % 41 - 20) / 8f;
    }

    private static Widths.IComputation Make<TFunction>(int rows, int samples, Kind a, Kind b)
        where TFunction : struct, IBinaryFunction => new Binary<TFunction>(rows, samples, a, b);

    private static Widths.IComputation MakeTernary<TFunction>(int rows, int samples, Kind[] kinds)
        where TFunction : struct, ITernaryFunction => new Ternary<TFunction>(rows, samples, kinds);

    private static unsafe Operand Fill(Guarded matrix, Kind kind, int operand)
    {
        for (int r = 0; r < matrix.Rows; r++)
            for (int s = 0; s < matrix.Samples; s++)
                matrix[r, s] = Value(kind, operand, r, s);
        return kind switch
        {
            Kind.Full => Operand.Full(matrix.Data, matrix.Stride),
            Kind.Column => Operand.Column(matrix.Data, matrix.Stride),
            Kind.Row => Operand.Row(matrix.Data),
            _ => Operand.Scalar(matrix.Data),
        };
    }

    private static Guarded Matrix(Kind kind, int rows, int samples) =>
        new(kind is Kind.Row or Kind.Scalar ? 1 : rows, kind is Kind.Column or Kind.Scalar ? 1 : samples, kind == Kind.Full && rows == 3 ? 16 : 0);

    private sealed class Binary<TFunction>(int rows, int samples, Kind a, Kind b) : Widths.IComputation
        where TFunction : struct, IBinaryFunction
    {
        public unsafe float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using Guarded x = Matrix(a, rows, samples), y = Matrix(b, rows, samples), separate = new(rows, samples, 16);
            Operand first = Fill(x, a, 0), second = Fill(y, b, 1);
            ElementwiseKernels<TLanes>.Binary<TFunction>(separate.Data, separate.Stride, rows, samples, first, second);
            if (a == Kind.Full)
            {
                // In place, the same.
                ElementwiseKernels<TLanes>.Binary<TFunction>(x.Data, x.Stride, rows, samples, first, second);
                Widths.AssertSameBits(separate.Values(), x.Values(), "in place");
            }
            return separate.Values();
        }
    }

    private sealed class Ternary<TFunction>(int rows, int samples, Kind[] kinds) : Widths.IComputation
        where TFunction : struct, ITernaryFunction
    {
        public unsafe float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using Guarded x = Matrix(kinds[0], rows, samples), y = Matrix(kinds[1], rows, samples), z = Matrix(kinds[2], rows, samples), result = new(rows, samples);
            ElementwiseKernels<TLanes>.Ternary<TFunction>(result.Data, result.Stride, rows, samples, Fill(x, kinds[0], 0), Fill(y, kinds[1], 1), Fill(z, kinds[2], 2));
            return result.Values();
        }
    }

    private sealed class NaNClamp : Widths.IComputation
    {
        public unsafe float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using Guarded x = new(1, 5), bounds = new(1, 2), result = new(1, 5);
            (bounds[0, 0], bounds[0, 1]) = (-1f, 1f);
            ElementwiseKernels<TLanes>.Ternary<ClampBetweenFunction>(result.Data, result.Stride, 1, 5, Operand.Full(x.Data, x.Stride), Operand.Scalar(bounds.Data), Operand.Scalar(bounds.Data + 1));
            return result.Values();
        }
    }

    private sealed class Powers(float[] bases, float[] exponents) : Widths.IComputation
    {
        public unsafe float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using Guarded a = new(1, bases.Length), b = new(1, bases.Length);
            for (int i = 0; i < bases.Length; i++)
                (a[0, i], b[0, i]) = (bases[i], exponents[i]);
            ElementwiseKernels<TLanes>.Binary<PowerFunction>(a.Data, a.Stride, 1, bases.Length, Operand.Full(a.Data, a.Stride), Operand.Full(b.Data, b.Stride));
            return a.Values();
        }
    }
}
