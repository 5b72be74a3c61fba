using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// Dense products of few terms, 1 to 4, over 64 samples: the terms stay in registers and the rows go by, because a register tile of several rows would spend more on
/// its beginning and end than on its terms. Layers that read points of the plane, and the way back from one logit, are of this kind. The chain of an element is that of
/// <see cref="DenseWideTiles{TLanes, TActivation, TWalk}"/>.
/// </summary>
internal static unsafe class ShallowWideTiles<TLanes, TActivation>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
{
    /// <summary>All rows of 64 samples.</summary>
    /// <param name="operands">What the terms share; the depth is 1 to 4.</param>
    /// <param name="weights">First weight.</param>
    /// <param name="bias">Bias of the first row, or a zero.</param>
    /// <param name="biasStep">1, or 0 for none.</param>
    /// <param name="source">First term of the first sample.</param>
    /// <param name="destination">First row of the first sample.</param>
    /// <param name="rows">Rows of the destination.</param>
    public static void Run(in TileOperands operands, float* weights, float* bias, nint biasStep, float* source, float* destination, int rows)
    {
        switch (operands.Depth)
        {
            case 1:
                One(operands, weights, bias, biasStep, source, destination, rows);
                break;
            case 2:
                Two(operands, weights, bias, biasStep, source, destination, rows);
                break;
            case 3:
                Three(operands, weights, bias, biasStep, source, destination, rows);
                break;
            default:
                Four(operands, weights, bias, biasStep, source, destination, rows);
                break;
        }
    }

    /// <summary>One term.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void One(in TileOperands o, float* weights, float* bias, nint biasStep, float* x, float* y, int rows)
    {
        nint rowStep = o.RowStep, destinationStride = o.DestinationStride, mask = o.Mask;
        TLanes slope = TLanes.Broadcast(o.Slope);
        TLanes x00 = TLanes.Load(x), x01 = TLanes.Load(x + 16), x02 = TLanes.Load(x + 32), x03 = TLanes.Load(x + 48);
        for (; rows > 0; rows--)
        {
            TLanes start = TLanes.BroadcastFrom(bias), v = TLanes.BroadcastFrom(weights);
            TLanes a0 = TLanes.FusedMultiplyAdd(v, x00, start);
            TLanes a1 = TLanes.FusedMultiplyAdd(v, x01, start);
            TLanes a2 = TLanes.FusedMultiplyAdd(v, x02, start);
            TLanes a3 = TLanes.FusedMultiplyAdd(v, x03, start);
            TLanes.Store(y, TActivation.Apply(a0, slope, y, mask));
            TLanes.Store(y + 16, TActivation.Apply(a1, slope, y + 16, mask));
            TLanes.Store(y + 32, TActivation.Apply(a2, slope, y + 32, mask));
            TLanes.Store(y + 48, TActivation.Apply(a3, slope, y + 48, mask));
            weights += rowStep;
            bias += biasStep;
            y += destinationStride;
        }
    }

    /// <summary>Two terms.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Two(in TileOperands o, float* weights, float* bias, nint biasStep, float* x, float* y, int rows)
    {
        nint rowStep = o.RowStep, depthStep = o.DepthStep, sourceStride = o.SourceStride, destinationStride = o.DestinationStride, mask = o.Mask;
        TLanes slope = TLanes.Broadcast(o.Slope);
        TLanes x00 = TLanes.Load(x), x01 = TLanes.Load(x + 16), x02 = TLanes.Load(x + 32), x03 = TLanes.Load(x + 48);
        x += sourceStride;
        TLanes x10 = TLanes.Load(x), x11 = TLanes.Load(x + 16), x12 = TLanes.Load(x + 32), x13 = TLanes.Load(x + 48);
        for (; rows > 0; rows--)
        {
            TLanes start = TLanes.BroadcastFrom(bias), v = TLanes.BroadcastFrom(weights);
            TLanes a0 = TLanes.FusedMultiplyAdd(v, x00, start);
            TLanes a1 = TLanes.FusedMultiplyAdd(v, x01, start);
            TLanes a2 = TLanes.FusedMultiplyAdd(v, x02, start);
            TLanes a3 = TLanes.FusedMultiplyAdd(v, x03, start);
            v = TLanes.BroadcastFrom(weights + depthStep);
            a0 = TLanes.FusedMultiplyAdd(v, x10, a0);
            a1 = TLanes.FusedMultiplyAdd(v, x11, a1);
            a2 = TLanes.FusedMultiplyAdd(v, x12, a2);
            a3 = TLanes.FusedMultiplyAdd(v, x13, a3);
            TLanes.Store(y, TActivation.Apply(a0, slope, y, mask));
            TLanes.Store(y + 16, TActivation.Apply(a1, slope, y + 16, mask));
            TLanes.Store(y + 32, TActivation.Apply(a2, slope, y + 32, mask));
            TLanes.Store(y + 48, TActivation.Apply(a3, slope, y + 48, mask));
            weights += rowStep;
            bias += biasStep;
            y += destinationStride;
        }
    }

    /// <summary>Three terms.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Three(in TileOperands o, float* weights, float* bias, nint biasStep, float* x, float* y, int rows)
    {
        nint rowStep = o.RowStep, depthStep = o.DepthStep, sourceStride = o.SourceStride, destinationStride = o.DestinationStride, mask = o.Mask;
        TLanes slope = TLanes.Broadcast(o.Slope);
        TLanes x00 = TLanes.Load(x), x01 = TLanes.Load(x + 16), x02 = TLanes.Load(x + 32), x03 = TLanes.Load(x + 48);
        x += sourceStride;
        TLanes x10 = TLanes.Load(x), x11 = TLanes.Load(x + 16), x12 = TLanes.Load(x + 32), x13 = TLanes.Load(x + 48);
        x += sourceStride;
        TLanes x20 = TLanes.Load(x), x21 = TLanes.Load(x + 16), x22 = TLanes.Load(x + 32), x23 = TLanes.Load(x + 48);
        for (; rows > 0; rows--)
        {
            TLanes start = TLanes.BroadcastFrom(bias), v = TLanes.BroadcastFrom(weights);
            TLanes a0 = TLanes.FusedMultiplyAdd(v, x00, start);
            TLanes a1 = TLanes.FusedMultiplyAdd(v, x01, start);
            TLanes a2 = TLanes.FusedMultiplyAdd(v, x02, start);
            TLanes a3 = TLanes.FusedMultiplyAdd(v, x03, start);
            v = TLanes.BroadcastFrom(weights + depthStep);
            a0 = TLanes.FusedMultiplyAdd(v, x10, a0);
            a1 = TLanes.FusedMultiplyAdd(v, x11, a1);
            a2 = TLanes.FusedMultiplyAdd(v, x12, a2);
            a3 = TLanes.FusedMultiplyAdd(v, x13, a3);
            v = TLanes.BroadcastFrom(weights + (2 * depthStep));
            a0 = TLanes.FusedMultiplyAdd(v, x20, a0);
            a1 = TLanes.FusedMultiplyAdd(v, x21, a1);
            a2 = TLanes.FusedMultiplyAdd(v, x22, a2);
            a3 = TLanes.FusedMultiplyAdd(v, x23, a3);
            TLanes.Store(y, TActivation.Apply(a0, slope, y, mask));
            TLanes.Store(y + 16, TActivation.Apply(a1, slope, y + 16, mask));
            TLanes.Store(y + 32, TActivation.Apply(a2, slope, y + 32, mask));
            TLanes.Store(y + 48, TActivation.Apply(a3, slope, y + 48, mask));
            weights += rowStep;
            bias += biasStep;
            y += destinationStride;
        }
    }

    /// <summary>Four terms.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four(in TileOperands o, float* weights, float* bias, nint biasStep, float* x, float* y, int rows)
    {
        nint rowStep = o.RowStep, depthStep = o.DepthStep, sourceStride = o.SourceStride, destinationStride = o.DestinationStride, mask = o.Mask;
        TLanes slope = TLanes.Broadcast(o.Slope);
        TLanes x00 = TLanes.Load(x), x01 = TLanes.Load(x + 16), x02 = TLanes.Load(x + 32), x03 = TLanes.Load(x + 48);
        x += sourceStride;
        TLanes x10 = TLanes.Load(x), x11 = TLanes.Load(x + 16), x12 = TLanes.Load(x + 32), x13 = TLanes.Load(x + 48);
        x += sourceStride;
        TLanes x20 = TLanes.Load(x), x21 = TLanes.Load(x + 16), x22 = TLanes.Load(x + 32), x23 = TLanes.Load(x + 48);
        x += sourceStride;
        TLanes x30 = TLanes.Load(x), x31 = TLanes.Load(x + 16), x32 = TLanes.Load(x + 32), x33 = TLanes.Load(x + 48);
        for (; rows > 0; rows--)
        {
            TLanes start = TLanes.BroadcastFrom(bias), v = TLanes.BroadcastFrom(weights);
            TLanes a0 = TLanes.FusedMultiplyAdd(v, x00, start);
            TLanes a1 = TLanes.FusedMultiplyAdd(v, x01, start);
            TLanes a2 = TLanes.FusedMultiplyAdd(v, x02, start);
            TLanes a3 = TLanes.FusedMultiplyAdd(v, x03, start);
            v = TLanes.BroadcastFrom(weights + depthStep);
            a0 = TLanes.FusedMultiplyAdd(v, x10, a0);
            a1 = TLanes.FusedMultiplyAdd(v, x11, a1);
            a2 = TLanes.FusedMultiplyAdd(v, x12, a2);
            a3 = TLanes.FusedMultiplyAdd(v, x13, a3);
            v = TLanes.BroadcastFrom(weights + (2 * depthStep));
            a0 = TLanes.FusedMultiplyAdd(v, x20, a0);
            a1 = TLanes.FusedMultiplyAdd(v, x21, a1);
            a2 = TLanes.FusedMultiplyAdd(v, x22, a2);
            a3 = TLanes.FusedMultiplyAdd(v, x23, a3);
            v = TLanes.BroadcastFrom(weights + (3 * depthStep));
            a0 = TLanes.FusedMultiplyAdd(v, x30, a0);
            a1 = TLanes.FusedMultiplyAdd(v, x31, a1);
            a2 = TLanes.FusedMultiplyAdd(v, x32, a2);
            a3 = TLanes.FusedMultiplyAdd(v, x33, a3);
            TLanes.Store(y, TActivation.Apply(a0, slope, y, mask));
            TLanes.Store(y + 16, TActivation.Apply(a1, slope, y + 16, mask));
            TLanes.Store(y + 32, TActivation.Apply(a2, slope, y + 32, mask));
            TLanes.Store(y + 48, TActivation.Apply(a3, slope, y + 48, mask));
            weights += rowStep;
            bias += biasStep;
            y += destinationStride;
        }
    }
}
