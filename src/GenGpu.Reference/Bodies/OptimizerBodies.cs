using System.Numerics;
using GenGpu.Core.Ops;

namespace GenGpu.Reference.Bodies;

/// <summary>Optimizers, in place on the state, and the check for divergence.</summary>
internal static class OptimizerBodies<T> where T : struct, IBinaryFloatingPointIeee754<T>
{
    private static readonly T Flush = T.CreateTruncating(AdamOp.FlushThreshold);

    public static void AdamCorrection(ReferenceCall<T> call)
    {
        for (int i = 0; i < 2; i++)
            call.Output[i] = T.CreateTruncating(1.0 / (1.0 - Power(double.CreateTruncating(call.Input(i)[0]), call.Step + 1)));
    }

    public static void Adam(ReferenceCall<T> call)
    {
        (T[] g, T[] p, T[] m, T[] v) = (call.Input(0), call.Result(0), call.Result(1), call.Result(2));
        if (!RequireFinite(call, g))
            return;
        (T learningRate, T beta1, T beta2, T epsilon) = (call.Input(4)[0], call.Input(5)[0], call.Input(6)[0], call.Input(7)[0]);
        (T correction1, T correction2) = (call.Input(8)[0], call.Input(8)[1]);
        for (int i = 0; i < g.Length; i++)
        {
            T first = (beta1 * m[i]) + ((T.One - beta1) * g[i]);
            T second = (beta2 * v[i]) + ((T.One - beta2) * g[i] * g[i]);
            m[i] = T.Abs(first) < Flush ? T.Zero : first;
            v[i] = second < Flush ? T.Zero : second;
            p[i] -= learningRate * correction1 * m[i] / (T.Sqrt(v[i] * correction2) + epsilon);
        }
    }

    public static void Sgd(ReferenceCall<T> call)
    {
        (T[] g, T[] p) = (call.Input(0), call.Result(0));
        if (!RequireFinite(call, g))
            return;
        bool plain = call.InputCount == 3;
        T learningRate = call.Input(plain ? 2 : 3)[0];
        for (int i = 0; i < g.Length; i++)
        {
            T step = g[i];
            if (!plain)
                step = call.Result(1)[i] = (call.Input(4)[0] * call.Result(1)[i]) + g[i];
            p[i] -= learningRate * step;
        }
    }

    public static void CheckFinite(ReferenceCall<T> call)
    {
        if (!call.Input(0).All(T.IsFinite))
            call.MarkDiverged(call.Instruction.As<CheckFiniteAttributes>().Label);
    }

    // An update with a gradient that is not finite is left out, so that the parameters before it can be looked at.
    private static bool RequireFinite(ReferenceCall<T> call, T[] gradient)
    {
        if (gradient.All(T.IsFinite))
            return true;
        call.MarkDiverged(call.Instruction.Outputs[0].State!.Name);
        return false;
    }

    private static double Power(double x, long exponent)
    {
        double result = 1;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
                result *= x;
            x *= x;
        }

        return result;
    }
}
