using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// Register tiles of a dense product: destination[row, sample] = activation(start + sum over depth of weight(row, depth)
/// source[depth, sample]), the sum being one chain of fused multiply-adds in the order of depth. An element's bits therefore do not
/// depend on the tile that computed it.
/// </summary>
internal static unsafe class DenseNarrowTiles<TLanes, TActivation, TWalk>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
    where TWalk : struct, IDepthWalk
{
    /// <summary>Computes <paramref name="rows"/> rows (1, 2, 3, 4 or 5) by 16 samples.</summary>
    public static void Run(int rows, in TileOperands operands, float* weights, float* bias, float* source, float* destination)
    {
        switch (rows)
        {
            case 1:
                Tile1x1(operands, weights, bias, source, destination);
                break;
            case 2:
                Tile2x1(operands, weights, bias, source, destination);
                break;
            case 3:
                Tile3x1(operands, weights, bias, source, destination);
                break;
            case 4:
                Tile4x1(operands, weights, bias, source, destination);
                break;
            default:
                Tile5x1(operands, weights, bias, source, destination);
                break;
        }
    }

    /// <summary>1 row by 16 samples.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1(in TileOperands o, float* weights, float* bias, float* source, float* destination)
    {
        float* w0 = weights;
        float* x = source;
        int* steps = o.Steps;
        nint sourceStride = o.SourceStride, depthStep = o.DepthStep;
        TLanes a00;
        if (o.Accumulate)
        {
            float* y0 = destination;
            a00 = TLanes.Load(y0);
        }
        else
        {
            a00 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
        }
        for (int d = o.Depth; d > 0; d--)
        {
            TLanes x0 = TLanes.Load(x);
            x += TWalk.Step(sourceStride, ref steps);
            TLanes v0 = TLanes.BroadcastFrom(w0);
            w0 += depthStep;
            a00 = TLanes.FusedMultiplyAdd(v0, x0, a00);
        }
        TLanes slope = TLanes.Broadcast(o.Slope);
        nint mask = o.Mask;
        float* y = destination;
        TLanes.Store(y, TActivation.Apply(a00, slope, y, mask));
    }

    /// <summary>2 rows by 16 samples.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x1(in TileOperands o, float* weights, float* bias, float* source, float* destination)
    {
        nint next = o.RowStep;
        float* w0 = weights;
        float* w1 = w0 + next;
        float* x = source;
        int* steps = o.Steps;
        nint sourceStride = o.SourceStride, depthStep = o.DepthStep;
        TLanes a00;
        TLanes a10;
        if (o.Accumulate)
        {
            float* y0 = destination;
            a00 = TLanes.Load(y0);
            float* y1 = destination + o.DestinationStride;
            a10 = TLanes.Load(y1);
        }
        else
        {
            a00 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
            a10 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[1]);
        }
        for (int d = o.Depth; d > 0; d--)
        {
            TLanes x0 = TLanes.Load(x);
            x += TWalk.Step(sourceStride, ref steps);
            TLanes v0 = TLanes.BroadcastFrom(w0);
            w0 += depthStep;
            a00 = TLanes.FusedMultiplyAdd(v0, x0, a00);
            TLanes v1 = TLanes.BroadcastFrom(w1);
            w1 += depthStep;
            a10 = TLanes.FusedMultiplyAdd(v1, x0, a10);
        }
        TLanes slope = TLanes.Broadcast(o.Slope);
        nint mask = o.Mask;
        float* y = destination;
        TLanes.Store(y, TActivation.Apply(a00, slope, y, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a10, slope, y, mask));
    }

    /// <summary>3 rows by 16 samples.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile3x1(in TileOperands o, float* weights, float* bias, float* source, float* destination)
    {
        nint next = o.RowStep;
        float* w0 = weights;
        float* w1 = w0 + next;
        float* w2 = w1 + next;
        float* x = source;
        int* steps = o.Steps;
        nint sourceStride = o.SourceStride, depthStep = o.DepthStep;
        TLanes a00;
        TLanes a10;
        TLanes a20;
        if (o.Accumulate)
        {
            float* y0 = destination;
            a00 = TLanes.Load(y0);
            float* y1 = destination + o.DestinationStride;
            a10 = TLanes.Load(y1);
            float* y2 = destination + 2 * o.DestinationStride;
            a20 = TLanes.Load(y2);
        }
        else
        {
            a00 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
            a10 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[1]);
            a20 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[2]);
        }
        for (int d = o.Depth; d > 0; d--)
        {
            TLanes x0 = TLanes.Load(x);
            x += TWalk.Step(sourceStride, ref steps);
            TLanes v0 = TLanes.BroadcastFrom(w0);
            w0 += depthStep;
            a00 = TLanes.FusedMultiplyAdd(v0, x0, a00);
            TLanes v1 = TLanes.BroadcastFrom(w1);
            w1 += depthStep;
            a10 = TLanes.FusedMultiplyAdd(v1, x0, a10);
            TLanes v2 = TLanes.BroadcastFrom(w2);
            w2 += depthStep;
            a20 = TLanes.FusedMultiplyAdd(v2, x0, a20);
        }
        TLanes slope = TLanes.Broadcast(o.Slope);
        nint mask = o.Mask;
        float* y = destination;
        TLanes.Store(y, TActivation.Apply(a00, slope, y, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a10, slope, y, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a20, slope, y, mask));
    }

    /// <summary>4 rows by 16 samples.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x1(in TileOperands o, float* weights, float* bias, float* source, float* destination)
    {
        nint next = o.RowStep;
        float* w0 = weights;
        float* w1 = w0 + next;
        float* w2 = w1 + next;
        float* w3 = w2 + next;
        float* x = source;
        int* steps = o.Steps;
        nint sourceStride = o.SourceStride, depthStep = o.DepthStep;
        TLanes a00;
        TLanes a10;
        TLanes a20;
        TLanes a30;
        if (o.Accumulate)
        {
            float* y0 = destination;
            a00 = TLanes.Load(y0);
            float* y1 = destination + o.DestinationStride;
            a10 = TLanes.Load(y1);
            float* y2 = destination + 2 * o.DestinationStride;
            a20 = TLanes.Load(y2);
            float* y3 = destination + 3 * o.DestinationStride;
            a30 = TLanes.Load(y3);
        }
        else
        {
            a00 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
            a10 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[1]);
            a20 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[2]);
            a30 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[3]);
        }
        for (int d = o.Depth; d > 0; d--)
        {
            TLanes x0 = TLanes.Load(x);
            x += TWalk.Step(sourceStride, ref steps);
            TLanes v0 = TLanes.BroadcastFrom(w0);
            w0 += depthStep;
            a00 = TLanes.FusedMultiplyAdd(v0, x0, a00);
            TLanes v1 = TLanes.BroadcastFrom(w1);
            w1 += depthStep;
            a10 = TLanes.FusedMultiplyAdd(v1, x0, a10);
            TLanes v2 = TLanes.BroadcastFrom(w2);
            w2 += depthStep;
            a20 = TLanes.FusedMultiplyAdd(v2, x0, a20);
            TLanes v3 = TLanes.BroadcastFrom(w3);
            w3 += depthStep;
            a30 = TLanes.FusedMultiplyAdd(v3, x0, a30);
        }
        TLanes slope = TLanes.Broadcast(o.Slope);
        nint mask = o.Mask;
        float* y = destination;
        TLanes.Store(y, TActivation.Apply(a00, slope, y, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a10, slope, y, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a20, slope, y, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a30, slope, y, mask));
    }

    /// <summary>5 rows by 16 samples.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile5x1(in TileOperands o, float* weights, float* bias, float* source, float* destination)
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
        TLanes a00;
        TLanes a10;
        TLanes a20;
        TLanes a30;
        TLanes a40;
        if (o.Accumulate)
        {
            float* y0 = destination;
            a00 = TLanes.Load(y0);
            float* y1 = destination + o.DestinationStride;
            a10 = TLanes.Load(y1);
            float* y2 = destination + 2 * o.DestinationStride;
            a20 = TLanes.Load(y2);
            float* y3 = destination + 3 * o.DestinationStride;
            a30 = TLanes.Load(y3);
            float* y4 = destination + 4 * o.DestinationStride;
            a40 = TLanes.Load(y4);
        }
        else
        {
            a00 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
            a10 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[1]);
            a20 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[2]);
            a30 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[3]);
            a40 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[4]);
        }
        for (int d = o.Depth; d > 0; d--)
        {
            TLanes x0 = TLanes.Load(x);
            x += TWalk.Step(sourceStride, ref steps);
            TLanes v0 = TLanes.BroadcastFrom(w0);
            w0 += depthStep;
            a00 = TLanes.FusedMultiplyAdd(v0, x0, a00);
            TLanes v1 = TLanes.BroadcastFrom(w1);
            w1 += depthStep;
            a10 = TLanes.FusedMultiplyAdd(v1, x0, a10);
            TLanes v2 = TLanes.BroadcastFrom(w2);
            w2 += depthStep;
            a20 = TLanes.FusedMultiplyAdd(v2, x0, a20);
            TLanes v3 = TLanes.BroadcastFrom(w3);
            w3 += depthStep;
            a30 = TLanes.FusedMultiplyAdd(v3, x0, a30);
            TLanes v4 = TLanes.BroadcastFrom(w4);
            w4 += depthStep;
            a40 = TLanes.FusedMultiplyAdd(v4, x0, a40);
        }
        TLanes slope = TLanes.Broadcast(o.Slope);
        nint mask = o.Mask;
        float* y = destination;
        TLanes.Store(y, TActivation.Apply(a00, slope, y, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a10, slope, y, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a20, slope, y, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a30, slope, y, mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a40, slope, y, mask));
    }
}
