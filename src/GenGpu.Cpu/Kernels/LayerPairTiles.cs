using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// Two dense layers in one pass: h = activation(W x + b), y = V h + c. The few rows of x and of y stay in registers while the rows of h go by, which are stored only where somebody else needs
/// them. The chains of h are those of <see cref="ShallowWideTiles{TLanes, TActivation}"/>, those of y take the rows of h in order, as <see cref="DenseRowTile{TLanes, TActivation}"/> does: all bits are
/// those of the layers one by one.
/// </summary>
internal static unsafe class LayerPairTiles<TLanes, TActivation, TInputs, TOutputs>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
    where TInputs : struct, ICount
    where TOutputs : struct, ICount
{
    /// <summary>All rows of all samples.</summary>
    /// <param name="operands">What the tiles share.</param>
    /// <param name="x">x, of 1 to 4 rows.</param>
    /// <param name="h">Where h is stored, and where its mask is found from.</param>
    /// <param name="y">y, of 1 to 4 rows.</param>
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
        nint xs = o.SourceStride, hs = o.HiddenStride, ys = o.DestinationStride, mask = o.Mask;
        TGroups x0 = TGroups.Load(x);
        TGroups x1 = TInputs.Value > 1 ? TGroups.Load(x + xs) : x0;
        TGroups x2 = TInputs.Value > 2 ? TGroups.Load(x + 2 * xs) : x0;
        TGroups x3 = TInputs.Value > 3 ? TGroups.Load(x + 3 * xs) : x0;
        float* c = o.OuterBias;
        nint cs = o.OuterBiasStep;
        TGroups y0 = TGroups.Of(TLanes.BroadcastFrom(c));
        TGroups y1 = TOutputs.Value > 1 ? TGroups.Of(TLanes.BroadcastFrom(c + cs)) : y0;
        TGroups y2 = TOutputs.Value > 2 ? TGroups.Of(TLanes.BroadcastFrom(c + 2 * cs)) : y0;
        TGroups y3 = TOutputs.Value > 3 ? TGroups.Of(TLanes.BroadcastFrom(c + 3 * cs)) : y0;
        float* w = o.Inner, v = o.Outer, b = o.InnerBias;
        nint wr = o.InnerRowStep, wd = o.InnerDepthStep, vr = o.OuterRowStep, vd = o.OuterDepthStep, bs = o.InnerBiasStep;
        TLanes slope = TLanes.Broadcast(o.Slope);
        bool keeps = o.Keeps;
        for (int rows = o.Rows; rows > 0; rows--)
        {
            TGroups a = TGroups.MultiplyAdd(TLanes.BroadcastFrom(w), x0, TGroups.Of(TLanes.BroadcastFrom(b)));
            if (TInputs.Value > 1)
                a = TGroups.MultiplyAdd(TLanes.BroadcastFrom(w + wd), x1, a);
            if (TInputs.Value > 2)
                a = TGroups.MultiplyAdd(TLanes.BroadcastFrom(w + 2 * wd), x2, a);
            if (TInputs.Value > 3)
                a = TGroups.MultiplyAdd(TLanes.BroadcastFrom(w + 3 * wd), x3, a);
            a = TGroups.Activate<TActivation>(a, slope, h, mask);
            if (keeps)
                TGroups.Store(h, a);
            y0 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v), a, y0);
            if (TOutputs.Value > 1)
                y1 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v + vr), a, y1);
            if (TOutputs.Value > 2)
                y2 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v + 2 * vr), a, y2);
            if (TOutputs.Value > 3)
                y3 = TGroups.MultiplyAdd(TLanes.BroadcastFrom(v + 3 * vr), a, y3);
            w += wr;
            v += vd;
            b += bs;
            h += hs;
        }

        TGroups.Store(y, y0);
        if (TOutputs.Value > 1)
            TGroups.Store(y + ys, y1);
        if (TOutputs.Value > 2)
            TGroups.Store(y + 2 * ys, y2);
        if (TOutputs.Value > 3)
            TGroups.Store(y + 3 * ys, y3);
    }
}
