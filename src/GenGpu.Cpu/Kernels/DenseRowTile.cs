using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// A register tile for a single row, wide enough for eight independent chains: destination[sample] = activation(start + sum over
/// depth of weight(depth) source[depth, sample]), the sum being one chain of fused multiply-adds in the order of depth. An element's bits therefore do not
/// depend on the tile that computed it.
/// </summary>
internal static unsafe class DenseRowTile<TLanes, TActivation>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
{
    /// <summary>1 row by 128 samples.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(in TileOperands o, float* weights, float* bias, float* source, float* destination)
    {
        float* w0 = weights;
        float* x = source;
        nint sourceStride = o.SourceStride, depthStep = o.DepthStep;
        TLanes a00, a01, a02, a03, a04, a05, a06, a07;
        if (o.Accumulate)
        {
            float* y0 = destination;
            a00 = TLanes.Load(y0);
            a01 = TLanes.Load(y0 + 16);
            a02 = TLanes.Load(y0 + 32);
            a03 = TLanes.Load(y0 + 48);
            a04 = TLanes.Load(y0 + 64);
            a05 = TLanes.Load(y0 + 80);
            a06 = TLanes.Load(y0 + 96);
            a07 = TLanes.Load(y0 + 112);
        }
        else
        {
            a00 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
            a07 = a06 = a05 = a04 = a03 = a02 = a01 = a00;
        }
        for (int d = o.Depth; d > 0; d--)
        {
            TLanes x0 = TLanes.Load(x);
            TLanes x1 = TLanes.Load(x + 16);
            TLanes x2 = TLanes.Load(x + 32);
            TLanes x3 = TLanes.Load(x + 48);
            TLanes x4 = TLanes.Load(x + 64);
            TLanes x5 = TLanes.Load(x + 80);
            TLanes x6 = TLanes.Load(x + 96);
            TLanes x7 = TLanes.Load(x + 112);
            x += sourceStride;
            TLanes v0 = TLanes.BroadcastFrom(w0);
            w0 += depthStep;
            a00 = TLanes.FusedMultiplyAdd(v0, x0, a00);
            a01 = TLanes.FusedMultiplyAdd(v0, x1, a01);
            a02 = TLanes.FusedMultiplyAdd(v0, x2, a02);
            a03 = TLanes.FusedMultiplyAdd(v0, x3, a03);
            a04 = TLanes.FusedMultiplyAdd(v0, x4, a04);
            a05 = TLanes.FusedMultiplyAdd(v0, x5, a05);
            a06 = TLanes.FusedMultiplyAdd(v0, x6, a06);
            a07 = TLanes.FusedMultiplyAdd(v0, x7, a07);
        }
        TLanes slope = TLanes.Broadcast(o.Slope);
        nint mask = o.Mask;
        float* y = destination;
        TLanes.Store(y, TActivation.Apply(a00, slope, y, mask));
        TLanes.Store(y + 16, TActivation.Apply(a01, slope, y + 16, mask));
        TLanes.Store(y + 32, TActivation.Apply(a02, slope, y + 32, mask));
        TLanes.Store(y + 48, TActivation.Apply(a03, slope, y + 48, mask));
        TLanes.Store(y + 64, TActivation.Apply(a04, slope, y + 64, mask));
        TLanes.Store(y + 80, TActivation.Apply(a05, slope, y + 80, mask));
        TLanes.Store(y + 96, TActivation.Apply(a06, slope, y + 96, mask));
        TLanes.Store(y + 112, TActivation.Apply(a07, slope, y + 112, mask));
    }
}
