using System.Runtime.CompilerServices;
using static GenGpu.Cpu.Simd.MathCoefficients;

namespace GenGpu.Cpu.Simd;

/// <summary>Sine and cosine in lanes; error below 2 units in the last place, for every finite argument.</summary>
internal static unsafe class LaneTrigonometry<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    // Up to here n = round(x 2 / pi) has at most 16 bits and three parts of pi / 2 leave the remainder right to the last place.
    private const float Limit = 65536f;

    /// <summary>sin x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sin(TLanes x)
    {
        (TLanes r, TLanes quadrant) = Reduce(x);
        return Evaluate(r, quadrant);
    }

    /// <summary>cos x = sin(x + pi / 2): the next quadrant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Cos(TLanes x)
    {
        (TLanes r, TLanes quadrant) = Reduce(x);
        return Evaluate(r, TLanes.AddIntegers(quadrant, TLanes.BroadcastBits(1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TLanes Remainder, TLanes Quadrant) Reduce(TLanes x)
    {
        TLanes magnitude = TLanes.And(x, TLanes.BroadcastBits(0x7FFFFFFF));
        // As integers, magnitudes order as they do as floats, NaN last: the difference is negative above the limit.
        if (TLanes.AnySign(TLanes.SubtractIntegers(TLanes.Broadcast(Limit), magnitude)))
            return ReduceFar(x);
        TLanes n = TLanes.Round(TLanes.Multiply(x, TLanes.Broadcast(TwoOverPi)));
        TLanes r = TLanes.FusedNegatedMultiplyAdd(n, TLanes.Broadcast(HalfPi0), x);
        r = TLanes.FusedNegatedMultiplyAdd(n, TLanes.Broadcast(HalfPi1), r);
        r = TLanes.FusedNegatedMultiplyAdd(n, TLanes.Broadcast(HalfPi2), r);
        return (r, TLanes.FloatsToIntegers(n));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (TLanes Remainder, TLanes Quadrant) ReduceFar(TLanes x)
    {
        float* values = stackalloc float[16];
        int* quadrants = stackalloc int[16];
        TLanes.Store(values, x);
        for (int lane = 0; lane < 16; lane++)
            values[lane] = AngleReduction.Reduce(values[lane], out quadrants[lane]);
        return (TLanes.Load(values), TLanes.Load((float*)quadrants));
    }

    /// <summary>sin(r + quadrant pi / 2) for |r| &lt;= pi / 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Evaluate(TLanes r, TLanes quadrant)
    {
        TLanes s = TLanes.Multiply(r, r);
        TLanes p = TLanes.FusedMultiplyAdd(TLanes.Broadcast(Sin3), s, TLanes.Broadcast(Sin2));
        p = TLanes.FusedMultiplyAdd(p, s, TLanes.Broadcast(Sin1));
        p = TLanes.FusedMultiplyAdd(p, s, TLanes.Broadcast(Sin0));
        TLanes sine = TLanes.FusedMultiplyAdd(TLanes.Multiply(p, s), r, r);
        TLanes c = TLanes.FusedMultiplyAdd(TLanes.Broadcast(Cos3), s, TLanes.Broadcast(Cos2));
        c = TLanes.FusedMultiplyAdd(c, s, TLanes.Broadcast(Cos1));
        c = TLanes.FusedMultiplyAdd(c, s, TLanes.Broadcast(Cos0));
        c = TLanes.FusedMultiplyAdd(c, s, TLanes.Broadcast(-0.5f));
        TLanes cosine = TLanes.FusedMultiplyAdd(c, s, TLanes.Broadcast(1f));
        // Odd quadrants take the cosine; bit 1 of the quadrant is the sign.
        TLanes isOdd = TLanes.EqualTo(TLanes.IntegersToFloats(TLanes.And(quadrant, TLanes.BroadcastBits(1))), TLanes.Broadcast(1f));
        TLanes sign = TLanes.And(TLanes.ShiftLeft(quadrant, 30), TLanes.BroadcastBits(0x80000000));
        return TLanes.Xor(TLanes.Select(isOdd, cosine, sine), sign);
    }
}
