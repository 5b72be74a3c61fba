using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;
using MathNet.Numerics;

namespace GenGpu.Accelerators.Tests.Simd;

public class UnaryFunctionTests
{
    private static readonly float[] Edges =
    [
        0f, -0f, 1f, -1f, float.Epsilon, -float.Epsilon, 1.1754942e-38f, 1.17549435e-38f, -1.1754942e-38f, 1e-30f, 0.99999994f, 1.0000001f, -0.99999994f,
        88.72283f, 88.72284f, 89f, 100f, -87.33655f, -87.4f, -100f, -103.97f, -103.98f, -104f, -150f, 1e10f, -1e10f, 65536f, 65537f, 1e5f, 3e9f, 1e20f, 1e38f,
        float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 0.5f, -0.5f, 2.5f, -2.5f, 16777216f, 3.9f, 4f, 4.1f, 9.9f, 10f,
    ];

    public static TheoryData<string> Names() => new(Cases.Keys.Order());

    private static Dictionary<string, (Func<Widths.IComputation> Make, Func<double, double> Exact, double Ulps)> Cases { get; } = new()
    {
        ["negate"] = (() => new Sweep<NegateFunction>(), x => -x, 0),
        ["abs"] = (() => new Sweep<AbsFunction>(), Math.Abs, 0),
        ["exp"] = (() => new Sweep<ExpFunction>(), Math.Exp, 1.2),
        ["expm1"] = (() => new Sweep<Expm1Function>(), ExactExpm1, 2.5),
        ["log"] = (() => new Sweep<LogFunction>(), Math.Log, 1.2),
        ["log1p"] = (() => new Sweep<Log1pFunction>(), ExactLog1p, 2),
        ["sqrt"] = (() => new Sweep<SqrtFunction>(), Math.Sqrt, 0.5001),
        ["reciprocalSqrt"] = (() => new Sweep<ReciprocalSqrtFunction>(), x => 1 / Math.Sqrt(x), 1.5),
        ["reciprocal"] = (() => new Sweep<ReciprocalFunction>(), x => 1 / x, 0.5001),
        ["square"] = (() => new Sweep<SquareFunction>(), x => x * x, 0.5001),
        ["sin"] = (() => new Sweep<SinFunction>(), Math.Sin, 2),
        ["cos"] = (() => new Sweep<CosFunction>(), Math.Cos, 2),
        ["tanh"] = (() => new Sweep<TanhFunction>(), Math.Tanh, 4),
        ["sigmoid"] = (() => new Sweep<SigmoidFunction>(), x => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x)), 4),
        ["softplus"] = (() => new Sweep<SoftplusFunction>(), x => Math.Max(x, 0) + ExactLog1p(Math.Exp(-Math.Abs(x))), 3),
        ["erf"] = (() => new Sweep<ErfFunction>(), ExactErf, 4),
        ["sign"] = (() => new Sweep<SignFunction>(), x => double.IsNaN(x) ? 0 : Math.Sign(x), 0),
        ["floor"] = (() => new Sweep<FloorFunction>(), Math.Floor, 0),
        ["step"] = (() => new Sweep<StepFunction>(), x => x > 0 ? 1 : 0, 0),
        ["isFinite"] = (() => new Sweep<IsFiniteFunction>(), x => double.IsFinite(x) ? 1 : 0, 0),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void FollowsItsDefinition(string name)
    {
        (Func<Widths.IComputation> make, Func<double, double> exact, double limit) = Cases[name];
        float[] inputs = Inputs();
        float[] outputs = Widths.Agree(make(), name);
        double worst = 0;
        float worstAt = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            double expected = exact(inputs[i]);
            float rounded = (float)expected;
            if (float.IsNaN(rounded) || float.IsInfinity(rounded) || float.IsInfinity(outputs[i]))
            {
                bool nearOverflow = float.IsFinite(outputs[i]) != float.IsFinite(rounded) && Math.Abs(expected) is > 3.4028e38 and < 3.4029e38;
                Assert.True(rounded.Equals(outputs[i]) || nearOverflow, $"{name}({inputs[i]:g9}) = {outputs[i]:g9}, expected {rounded:g9}");
                continue;
            }
            double error = Math.Abs(outputs[i] - expected) / UnitInTheLastPlace(rounded);
            if (!(error <= worst))
                (worst, worstAt) = (error, inputs[i]);
        }
        Assert.True(worst <= limit, $"{name}: {worst:f3} units at {worstAt:g9}, allowed {limit}");
    }

    private static double UnitInTheLastPlace(float x)
    {
        float a = Math.Abs(x);
        return a == float.MaxValue ? (double)a - MathF.BitDecrement(a) : (double)MathF.BitIncrement(a) - a;
    }

    private static double ExactExpm1(double x) => Math.Abs(x) < 1e-3 ? x + x * x / 2 + x * x * x / 6 + x * x * x * x / 24 : Math.Exp(x) - 1;

    private static double ExactLog1p(double x) => Math.Abs(x) < 1e-4 ? x - x * x / 2 + x * x * x / 3 - x * x * x * x / 4 : Math.Log(1 + x);

    private static double ExactErf(double x) => Math.Abs(x) < 1e-8 ? x * 1.1283791670955126 : SpecialFunctions.Erf(x);

    private static float[] Inputs()
    {
        var inputs = new List<float>(Edges);
        for (long bits = 0; bits < 0x7F800000; bits += 252_369)
        {
            inputs.Add(BitConverter.Int32BitsToSingle((int)bits));
            inputs.Add(-BitConverter.Int32BitsToSingle((int)bits));
        }
        for (int i = -10_000; i <= 10_000; i++)
        {
            inputs.Add(i * 0.00139f);
            inputs.Add(i * 1.03f);
        }
        return inputs.ToArray();
    }

    private sealed class Sweep<TFunction> : Widths.IComputation
        where TFunction : struct, IUnaryFunction
    {
        public unsafe float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            float[] inputs = Inputs();
            using var matrix = new Guarded(1, inputs.Length);
            for (int i = 0; i < inputs.Length; i++)
                matrix[0, i] = inputs[i];
            ElementwiseKernels<TLanes>.Unary<TFunction>(matrix.Data, matrix.Stride, 1, inputs.Length, Operand.Full(matrix.Data, matrix.Stride));
            return matrix.Values();
        }
    }
}
