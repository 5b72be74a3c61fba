using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>The tiles of 4 and 5 rows by 64 samples of <see cref="DenseWideTiles{TLanes, TActivation, TWalk}"/>: the same chain of fused multiply-adds per element.</summary>
internal static unsafe class DenseTallTiles<TLanes, TActivation, TWalk>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
    where TWalk : struct, IDepthWalk
{
    /// <summary>4 rows by 64 samples.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Tile4x4(in TileOperands o, float* weights, float* bias, float* source, float* destination)
    {
        nint next = o.RowStep;
        float* w0 = weights;
        float* w1 = w0 + next;
        float* w2 = w1 + next;
        float* w3 = w2 + next;
        float* x = source;
        int* steps = o.Steps;
        nint sourceStride = o.SourceStride, depthStep = o.DepthStep;
        TLanes a00, a01, a02, a03;
        TLanes a10, a11, a12, a13;
        TLanes a20, a21, a22, a23;
        TLanes a30, a31, a32, a33;
        if (o.Accumulate)
        {
            float* y0 = destination;
            a00 = TLanes.Load(y0);
            a01 = TLanes.Load(y0 + 16);
            a02 = TLanes.Load(y0 + 32);
            a03 = TLanes.Load(y0 + 48);
            float* y1 = destination + o.DestinationStride;
            a10 = TLanes.Load(y1);
            a11 = TLanes.Load(y1 + 16);
            a12 = TLanes.Load(y1 + 32);
            a13 = TLanes.Load(y1 + 48);
            float* y2 = destination + 2 * o.DestinationStride;
            a20 = TLanes.Load(y2);
            a21 = TLanes.Load(y2 + 16);
            a22 = TLanes.Load(y2 + 32);
            a23 = TLanes.Load(y2 + 48);
            float* y3 = destination + 3 * o.DestinationStride;
            a30 = TLanes.Load(y3);
            a31 = TLanes.Load(y3 + 16);
            a32 = TLanes.Load(y3 + 32);
            a33 = TLanes.Load(y3 + 48);
        }
        else
        {
            a00 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
            a03 = a02 = a01 = a00;
            a10 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[1]);
            a13 = a12 = a11 = a10;
            a20 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[2]);
            a23 = a22 = a21 = a20;
            a30 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[3]);
            a33 = a32 = a31 = a30;
        }
        for (int d = o.Depth; d > 0; d--)
        {
            TLanes x0 = TLanes.Load(x);
            TLanes x1 = TLanes.Load(x + 16);
            TLanes x2 = TLanes.Load(x + 32);
            TLanes x3 = TLanes.Load(x + 48);
            x += TWalk.Step(sourceStride, ref steps);
            TLanes v0 = TLanes.BroadcastFrom(w0);
            w0 += depthStep;
            a00 = TLanes.FusedMultiplyAdd(v0, x0, a00);
            a01 = TLanes.FusedMultiplyAdd(v0, x1, a01);
            a02 = TLanes.FusedMultiplyAdd(v0, x2, a02);
            a03 = TLanes.FusedMultiplyAdd(v0, x3, a03);
            TLanes v1 = TLanes.BroadcastFrom(w1);
            w1 += depthStep;
            a10 = TLanes.FusedMultiplyAdd(v1, x0, a10);
            a11 = TLanes.FusedMultiplyAdd(v1, x1, a11);
            a12 = TLanes.FusedMultiplyAdd(v1, x2, a12);
            a13 = TLanes.FusedMultiplyAdd(v1, x3, a13);
            TLanes v2 = TLanes.BroadcastFrom(w2);
            w2 += depthStep;
            a20 = TLanes.FusedMultiplyAdd(v2, x0, a20);
            a21 = TLanes.FusedMultiplyAdd(v2, x1, a21);
            a22 = TLanes.FusedMultiplyAdd(v2, x2, a22);
            a23 = TLanes.FusedMultiplyAdd(v2, x3, a23);
            TLanes v3 = TLanes.BroadcastFrom(w3);
            w3 += depthStep;
            a30 = TLanes.FusedMultiplyAdd(v3, x0, a30);
            a31 = TLanes.FusedMultiplyAdd(v3, x1, a31);
            a32 = TLanes.FusedMultiplyAdd(v3, x2, a32);
            a33 = TLanes.FusedMultiplyAdd(v3, x3, a33);
        }
        TLanes slope = TLanes.Broadcast(o.Slope);
        nint mask = o.Mask;
        float* y = destination;
        TLanes.Store(y, TActivation.Apply(a00, slope, y, mask));
        TLanes.Store(y + 16, TActivation.Apply(a01, slope, y + 16, mask));
        TLanes.Store(y + 32, TActivation.Apply(a02, slope, y + 32, mask));
        TLanes.Store(y + 48, TActivation.Apply(a03, slope, y + 48, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a10, slope, y, mask));
        TLanes.Store(y + 16, TActivation.Apply(a11, slope, y + 16, mask));
        TLanes.Store(y + 32, TActivation.Apply(a12, slope, y + 32, mask));
        TLanes.Store(y + 48, TActivation.Apply(a13, slope, y + 48, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a20, slope, y, mask));
        TLanes.Store(y + 16, TActivation.Apply(a21, slope, y + 16, mask));
        TLanes.Store(y + 32, TActivation.Apply(a22, slope, y + 32, mask));
        TLanes.Store(y + 48, TActivation.Apply(a23, slope, y + 48, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a30, slope, y, mask));
        TLanes.Store(y + 16, TActivation.Apply(a31, slope, y + 16, mask));
        TLanes.Store(y + 32, TActivation.Apply(a32, slope, y + 32, mask));
        TLanes.Store(y + 48, TActivation.Apply(a33, slope, y + 48, mask));
    }

    /// <summary>5 rows by 64 samples.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Tile5x4(in TileOperands o, float* weights, float* bias, float* source, float* destination)
    {
        nint next = o.RowStep;
        float* w0 = weights;
        float* w1 = w0 + next;
        float* w2 = w1 + next;
        float* w3 = w2 + next;
        float* w4 = w3 + next;
        float* x = source;
        int* steps = o.Steps;
        nint sourceStride = o.SourceStride, depthStep = o.DepthStep;
        TLanes a00, a01, a02, a03;
        TLanes a10, a11, a12, a13;
        TLanes a20, a21, a22, a23;
        TLanes a30, a31, a32, a33;
        TLanes a40, a41, a42, a43;
        if (o.Accumulate)
        {
            float* y0 = destination;
            a00 = TLanes.Load(y0);
            a01 = TLanes.Load(y0 + 16);
            a02 = TLanes.Load(y0 + 32);
            a03 = TLanes.Load(y0 + 48);
            float* y1 = destination + o.DestinationStride;
            a10 = TLanes.Load(y1);
            a11 = TLanes.Load(y1 + 16);
            a12 = TLanes.Load(y1 + 32);
            a13 = TLanes.Load(y1 + 48);
            float* y2 = destination + 2 * o.DestinationStride;
            a20 = TLanes.Load(y2);
            a21 = TLanes.Load(y2 + 16);
            a22 = TLanes.Load(y2 + 32);
            a23 = TLanes.Load(y2 + 48);
            float* y3 = destination + 3 * o.DestinationStride;
            a30 = TLanes.Load(y3);
            a31 = TLanes.Load(y3 + 16);
            a32 = TLanes.Load(y3 + 32);
            a33 = TLanes.Load(y3 + 48);
            float* y4 = destination + 4 * o.DestinationStride;
            a40 = TLanes.Load(y4);
            a41 = TLanes.Load(y4 + 16);
            a42 = TLanes.Load(y4 + 32);
            a43 = TLanes.Load(y4 + 48);
        }
        else
        {
            a00 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
            a03 = a02 = a01 = a00;
            a10 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[1]);
            a13 = a12 = a11 = a10;
            a20 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[2]);
            a23 = a22 = a21 = a20;
            a30 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[3]);
            a33 = a32 = a31 = a30;
            a40 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[4]);
            a43 = a42 = a41 = a40;
        }
        for (int d = o.Depth; d > 0; d--)
        {
            TLanes x0 = TLanes.Load(x);
            TLanes x1 = TLanes.Load(x + 16);
            TLanes x2 = TLanes.Load(x + 32);
            TLanes x3 = TLanes.Load(x + 48);
            x += TWalk.Step(sourceStride, ref steps);
            TLanes v0 = TLanes.BroadcastFrom(w0);
            w0 += depthStep;
            a00 = TLanes.FusedMultiplyAdd(v0, x0, a00);
            a01 = TLanes.FusedMultiplyAdd(v0, x1, a01);
            a02 = TLanes.FusedMultiplyAdd(v0, x2, a02);
            a03 = TLanes.FusedMultiplyAdd(v0, x3, a03);
            TLanes v1 = TLanes.BroadcastFrom(w1);
            w1 += depthStep;
            a10 = TLanes.FusedMultiplyAdd(v1, x0, a10);
            a11 = TLanes.FusedMultiplyAdd(v1, x1, a11);
            a12 = TLanes.FusedMultiplyAdd(v1, x2, a12);
            a13 = TLanes.FusedMultiplyAdd(v1, x3, a13);
            TLanes v2 = TLanes.BroadcastFrom(w2);
            w2 += depthStep;
            a20 = TLanes.FusedMultiplyAdd(v2, x0, a20);
            a21 = TLanes.FusedMultiplyAdd(v2, x1, a21);
            a22 = TLanes.FusedMultiplyAdd(v2, x2, a22);
            a23 = TLanes.FusedMultiplyAdd(v2, x3, a23);
            TLanes v3 = TLanes.BroadcastFrom(w3);
            w3 += depthStep;
            a30 = TLanes.FusedMultiplyAdd(v3, x0, a30);
            a31 = TLanes.FusedMultiplyAdd(v3, x1, a31);
            a32 = TLanes.FusedMultiplyAdd(v3, x2, a32);
            a33 = TLanes.FusedMultiplyAdd(v3, x3, a33);
            TLanes v4 = TLanes.BroadcastFrom(w4);
            w4 += depthStep;
            a40 = TLanes.FusedMultiplyAdd(v4, x0, a40);
            a41 = TLanes.FusedMultiplyAdd(v4, x1, a41);
            a42 = TLanes.FusedMultiplyAdd(v4, x2, a42);
            a43 = TLanes.FusedMultiplyAdd(v4, x3, a43);
        }
        TLanes slope = TLanes.Broadcast(o.Slope);
        nint mask = o.Mask;
        float* y = destination;
        TLanes.Store(y, TActivation.Apply(a00, slope, y, mask));
        TLanes.Store(y + 16, TActivation.Apply(a01, slope, y + 16, mask));
        TLanes.Store(y + 32, TActivation.Apply(a02, slope, y + 32, mask));
        TLanes.Store(y + 48, TActivation.Apply(a03, slope, y + 48, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a10, slope, y, mask));
        TLanes.Store(y + 16, TActivation.Apply(a11, slope, y + 16, mask));
        TLanes.Store(y + 32, TActivation.Apply(a12, slope, y + 32, mask));
        TLanes.Store(y + 48, TActivation.Apply(a13, slope, y + 48, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a20, slope, y, mask));
        TLanes.Store(y + 16, TActivation.Apply(a21, slope, y + 16, mask));
        TLanes.Store(y + 32, TActivation.Apply(a22, slope, y + 32, mask));
        TLanes.Store(y + 48, TActivation.Apply(a23, slope, y + 48, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a30, slope, y, mask));
        TLanes.Store(y + 16, TActivation.Apply(a31, slope, y + 16, mask));
        TLanes.Store(y + 32, TActivation.Apply(a32, slope, y + 32, mask));
        TLanes.Store(y + 48, TActivation.Apply(a33, slope, y + 48, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a40, slope, y, mask));
        TLanes.Store(y + 16, TActivation.Apply(a41, slope, y + 16, mask));
        TLanes.Store(y + 32, TActivation.Apply(a42, slope, y + 32, mask));
        TLanes.Store(y + 48, TActivation.Apply(a43, slope, y + 48, mask));
    }
}
