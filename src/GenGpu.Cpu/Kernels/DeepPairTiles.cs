using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// As <see cref="LayerPairTiles{TLanes, TActivation, TInputs, TOutputs}"/>, for layers that read many rows and one or two behind them: four rows of h at a time are summed over the terms in registers and
/// added to y before the next four. The chains, and so the bits, are those of the layers one by one.
/// </summary>
internal static unsafe class DeepPairTiles<TLanes, TActivation, TOutputs>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
    where TOutputs : struct, ICount
{
    /// <summary>All rows of all samples.</summary>
    /// <param name="operands">What the tiles share.</param>
    /// <param name="x">x.</param>
    /// <param name="h">Where h is stored, and where its mask is found from.</param>
    /// <param name="y">y, of 1 or 2 rows.</param>
    /// <param name="groups">Groups of 16 samples.</param>
    public static void Run(in LayerPairOperands operands, float* x, float* h, float* y, int groups)
    {
        int group = 0;
        for (; TLanes.RegistersPerGroup == 1 && group + 4 <= groups; group += 4)
            Strip<FourGroups<TLanes>>(operands, x + 16 * group, h + 16 * group, y + 16 * group);
        for (; group < groups; group++)
            Strip<OneGroup<TLanes>>(operands, x + 16 * group, h + 16 * group, y + 16 * group);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Strip<TGroups>(in LayerPairOperands o, float* x, float* h, float* y)
        where TGroups : struct, IGroups<TGroups, TLanes>
    {
        nint xs = o.SourceStride, hs = o.HiddenStride, mask = o.Mask;
        nint wr = o.InnerRowStep, wd = o.InnerDepthStep, vr = o.OuterRowStep, vd = o.OuterDepthStep, bs = o.InnerBiasStep;
        float* w = o.Inner, v = o.Outer, b = o.InnerBias;
        TLanes slope = TLanes.Broadcast(o.Slope);
        TGroups y0 = TGroups.Of(TLanes.BroadcastFrom(o.OuterBias));
        TGroups y1 = TOutputs.Value > 1 ? TGroups.Of(TLanes.BroadcastFrom(o.OuterBias + o.OuterBiasStep)) : y0;
        int row = 0;
        for (; row + 4 <= o.Rows; row += 4)
        {
            TGroups a0 = TGroups.Of(TLanes.BroadcastFrom(b)), a1 = TGroups.Of(TLanes.BroadcastFrom(b + bs));
            TGroups a2 = TGroups.Of(TLanes.BroadcastFrom(b + 2 * bs)), a3 = TGroups.Of(TLanes.BroadcastFrom(b + 3 * bs));
            float* term = x, weights = w;
            for (int depth = o.Depth; depth > 0; depth--)
            {
                TGroups t = TGroups.Load(term);
                a0 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(weights), t, a0);
                a1 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(weights + wr), t, a1);
                a2 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(weights + 2 * wr), t, a2);
                a3 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(weights + 3 * wr), t, a3);
                term += xs;
                weights += wd;
            }

            a0 = TGroups.Activate<TActivation>(a0, slope, h, mask);
            a1 = TGroups.Activate<TActivation>(a1, slope, h + hs, mask);
            a2 = TGroups.Activate<TActivation>(a2, slope, h + 2 * hs, mask);
            a3 = TGroups.Activate<TActivation>(a3, slope, h + 3 * hs, mask);
            if (o.Keeps)
            {
                TGroups.Store(h, a0);
                TGroups.Store(h + hs, a1);
                TGroups.Store(h + 2 * hs, a2);
                TGroups.Store(h + 3 * hs, a3);
            }

            y0 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v), a0, y0);
            y0 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v + vd), a1, y0);
            y0 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v + 2 * vd), a2, y0);
            y0 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v + 3 * vd), a3, y0);
            if (TOutputs.Value > 1)
            {
                y1 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v + vr), a0, y1);
                y1 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v + vr + vd), a1, y1);
                y1 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v + vr + 2 * vd), a2, y1);
                y1 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v + vr + 3 * vd), a3, y1);
            }

            w += 4 * wr;
            b += 4 * bs;
            v += 4 * vd;
            h += 4 * hs;
        }
        for (; row < o.Rows; row++)
        {
            TGroups a = TGroups.Of(TLanes.BroadcastFrom(b));
            float* term = x, weights = w;
            for (int depth = o.Depth; depth > 0; depth--)
            {
                a = TGroups.MultiplyAdd(TLanes.BroadcastFrom(weights), TGroups.Load(term), a);
                term += xs;
                weights += wd;
            }

            a = TGroups.Activate<TActivation>(a, slope, h, mask);
            if (o.Keeps)
                TGroups.Store(h, a);
            y0 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v), a, y0);
            if (TOutputs.Value > 1)
                y1 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v + vr), a, y1);
            w += wr;
            b += bs;
            v += vd;
            h += hs;
        }

        TGroups.Store(y, y0);
        if (TOutputs.Value > 1)
            TGroups.Store(y + o.DestinationStride, y1);
    }
}
