using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// Register tiles of a dense product: destination[row, sample] = activation(start + sum over depth of weight(row, depth)
/// source[depth, sample]), the sum being one chain of fused multiply-adds in the order of depth. An element's bits therefore do not
/// depend on the tile that computed it. Tiles of 4 and 5 rows are <see cref="DenseTallTiles{TLanes, TActivation, TWalk}"/>.
/// </summary>
internal static unsafe class DenseWideTiles<TLanes, TActivation, TWalk>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
    where TWalk : struct, IDepthWalk
{
    /// <summary>Computes <paramref name="rows"/> rows (1, 2, 3, 4 or 5) by 64 samples.</summary>
    public static void Run(int rows, in TileOperands operands, float* weights, float* bias, float* source, float* destination)
    {
        switch (rows)
        {
            case 1:
                Tile1x4(operands, weights, bias, source, destination);
                break;
            case 2:
                Tile2x4(operands, weights, bias, source, destination);
                break;
            case 3:
                Tile3x4(operands, weights, bias, source, destination);
                break;
            case 4:
                DenseTallTiles<TLanes, TActivation, TWalk>.Tile4x4(operands, weights, bias, source, destination);
                break;
            default:
                DenseTallTiles<TLanes, TActivation, TWalk>.Tile5x4(operands, weights, bias, source, destination);
                break;
        }
    }

    /// <summary>1 row by 64 samples.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x4(in TileOperands o, float* weights, float* bias, float* source, float* destination)
    {
        float* w0 = weights;
        float* x = source;
        int* steps = o.Steps;
        nint sourceStride = o.SourceStride, depthStep = o.DepthStep;
        TLanes a00, a01, a02, a03;
        if (o.Accumulate)
        {
            float* y0 = destination;
            a00 = TLanes.Load(y0);
            a01 = TLanes.Load(y0 + 16);
            a02 = TLanes.Load(y0 + 32);
            a03 = TLanes.Load(y0 + 48);
        }
        else
        {
            a00 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
            a03 = a02 = a01 = a00;
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
        }
        TLanes slope = TLanes.Broadcast(o.Slope);
        nint mask = o.Mask;
        float* y = destination;
        TLanes.Store(y, TActivation.Apply(a00, slope, y, mask));
        TLanes.Store(y + 16, TActivation.Apply(a01, slope, y + 16, mask));
        TLanes.Store(y + 32, TActivation.Apply(a02, slope, y + 32, mask));
        TLanes.Store(y + 48, TActivation.Apply(a03, slope, y + 48, mask));
    }

    /// <summary>2 rows by 64 samples.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x4(in TileOperands o, float* weights, float* bias, float* source, float* destination)
    {
        nint next = o.RowStep;
        float* w0 = weights;
        float* w1 = w0 + next;
        float* x = source;
        int* steps = o.Steps;
        nint sourceStride = o.SourceStride, depthStep = o.DepthStep;
        TLanes a00, a01, a02, a03;
        TLanes a10, a11, a12, a13;
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
        }
        else
        {
            a00 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
            a03 = a02 = a01 = a00;
            a10 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[1]);
            a13 = a12 = a11 = a10;
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
    }

    /// <summary>3 rows by 64 samples.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile3x4(in TileOperands o, float* weights, float* bias, float* source, float* destination)
    {
        nint next = o.RowStep;
        float* w0 = weights;
        float* w1 = w0 + next;
        float* w2 = w1 + next;
        float* x = source;
        int* steps = o.Steps;
        nint sourceStride = o.SourceStride, depthStep = o.DepthStep;
        TLanes a00, a01, a02, a03;
        TLanes a10, a11, a12, a13;
        TLanes a20, a21, a22, a23;
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
        }
        else
        {
            a00 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
            a03 = a02 = a01 = a00;
            a10 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[1]);
            a13 = a12 = a11 = a10;
            a20 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[2]);
            a23 = a22 = a21 = a20;
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
    }
}
