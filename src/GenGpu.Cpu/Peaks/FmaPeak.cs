using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Peaks;

/// <summary>Fused multiply-adds on independent registers: the arithmetic peak of one core at one register width.</summary>
internal static unsafe class FmaPeak<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    public const int Iterations = 1000;

    /// <summary>Floating-point operations of one <see cref="Run"/>.</summary>
    public static double Flops => Iterations * (double)Chains * ILanes<TLanes>.Count * 2;

    // Twelve registers whatever their width: enough for four cycles of latency on two units, and no more than there are.
    private static int Chains => 12 / TLanes.RegistersPerGroup;

    public static float Run(float* data) => TLanes.RegistersPerGroup switch
    {
        1 => Twelve(data),
        2 => Six(data),
        _ => Three(data),
    };

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Three(float* data)
    {
        TLanes x = TLanes.Load(data), y = TLanes.Broadcast(0.999f);
        TLanes a = x, b = TLanes.Add(x, y), c = y;
        for (int n = 0; n < Iterations; n++)
        {
            a = TLanes.FusedMultiplyAdd(a, y, x);
            b = TLanes.FusedMultiplyAdd(b, y, x);
            c = TLanes.FusedMultiplyAdd(c, y, x);
        }

        return TLanes.Sum(TLanes.Add(a, TLanes.Add(b, c)));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Six(float* data)
    {
        TLanes x = TLanes.Load(data), y = TLanes.Broadcast(0.999f);
        TLanes a = x, b = TLanes.Add(x, y), c = y, d = TLanes.Add(y, y), e = TLanes.Multiply(x, x), f = TLanes.Add(d, d);
        for (int n = 0; n < Iterations; n++)
        {
            a = TLanes.FusedMultiplyAdd(a, y, x);
            b = TLanes.FusedMultiplyAdd(b, y, x);
            c = TLanes.FusedMultiplyAdd(c, y, x);
            d = TLanes.FusedMultiplyAdd(d, y, x);
            e = TLanes.FusedMultiplyAdd(e, y, x);
            f = TLanes.FusedMultiplyAdd(f, y, x);
        }

        return TLanes.Sum(TLanes.Add(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)), TLanes.Add(e, f)));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Twelve(float* data)
    {
        TLanes x = TLanes.Load(data), y = TLanes.Broadcast(0.999f);
        TLanes a = x, b = TLanes.Add(x, y), c = y, d = TLanes.Add(y, y), e = TLanes.Multiply(x, x), f = TLanes.Add(d, d);
        TLanes g = x, h = b, i = c, j = d, k = e, l = f;
        for (int n = 0; n < Iterations; n++)
        {
            a = TLanes.FusedMultiplyAdd(a, y, x);
            b = TLanes.FusedMultiplyAdd(b, y, x);
            c = TLanes.FusedMultiplyAdd(c, y, x);
            d = TLanes.FusedMultiplyAdd(d, y, x);
            e = TLanes.FusedMultiplyAdd(e, y, x);
            f = TLanes.FusedMultiplyAdd(f, y, x);
            g = TLanes.FusedMultiplyAdd(g, y, x);
            h = TLanes.FusedMultiplyAdd(h, y, x);
            i = TLanes.FusedMultiplyAdd(i, y, x);
            j = TLanes.FusedMultiplyAdd(j, y, x);
            k = TLanes.FusedMultiplyAdd(k, y, x);
            l = TLanes.FusedMultiplyAdd(l, y, x);
        }
        TLanes sum = TLanes.Add(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)), TLanes.Add(TLanes.Add(e, f), TLanes.Add(g, h)));
        return TLanes.Sum(TLanes.Add(sum, TLanes.Add(TLanes.Add(i, j), TLanes.Add(k, l))));
    }
}
