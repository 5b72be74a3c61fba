using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// <see cref="ShallowWideTiles{TLanes, TActivation}"/> over 16 samples, for narrower registers and for what is left over.
/// </summary>
internal static unsafe class ShallowNarrowTiles<TLanes, TActivation>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
{
    /// <summary>All rows of 16 samples.</summary>
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
        TLanes x00 = TLanes.Load(x);
        for (; rows > 0; rows--)
        {
            TLanes start = TLanes.BroadcastFrom(bias), v = TLanes.BroadcastFrom(weights);
            TLanes a0 = TLanes.FusedMultiplyAdd(v, x00, start);
            TLanes.Store(y, TActivation.Apply(a0, slope, y, mask));
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
        TLanes x00 = TLanes.Load(x);
        x += sourceStride;
        TLanes x10 = TLanes.Load(x);
        for (; rows > 0; rows--)
        {
            TLanes start = TLanes.BroadcastFrom(bias), v = TLanes.BroadcastFrom(weights);
            TLanes a0 = TLanes.FusedMultiplyAdd(v, x00, start);
            v = TLanes.BroadcastFrom(weights + depthStep);
            a0 = TLanes.FusedMultiplyAdd(v, x10, a0);
            TLanes.Store(y, TActivation.Apply(a0, slope, y, mask));
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
        TLanes x00 = TLanes.Load(x);
        x += sourceStride;
        TLanes x10 = TLanes.Load(x);
        x += sourceStride;
        TLanes x20 = TLanes.Load(x);
        for (; rows > 0; rows--)
        {
            TLanes start = TLanes.BroadcastFrom(bias), v = TLanes.BroadcastFrom(weights);
            TLanes a0 = TLanes.FusedMultiplyAdd(v, x00, start);
            v = TLanes.BroadcastFrom(weights + depthStep);
            a0 = TLanes.FusedMultiplyAdd(v, x10, a0);
            v = TLanes.BroadcastFrom(weights + (2 * depthStep));
            a0 = TLanes.FusedMultiplyAdd(v, x20, a0);
            TLanes.Store(y, TActivation.Apply(a0, slope, y, mask));
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
        TLanes x00 = TLanes.Load(x);
        x += sourceStride;
        TLanes x10 = TLanes.Load(x);
        x += sourceStride;
        TLanes x20 = TLanes.Load(x);
        x += sourceStride;
        TLanes x30 = TLanes.Load(x);
        for (; rows > 0; rows--)
        {
            TLanes start = TLanes.BroadcastFrom(bias), v = TLanes.BroadcastFrom(weights);
            TLanes a0 = TLanes.FusedMultiplyAdd(v, x00, start);
            v = TLanes.BroadcastFrom(weights + depthStep);
            a0 = TLanes.FusedMultiplyAdd(v, x10, a0);
            v = TLanes.BroadcastFrom(weights + (2 * depthStep));
            a0 = TLanes.FusedMultiplyAdd(v, x20, a0);
            v = TLanes.BroadcastFrom(weights + (3 * depthStep));
            a0 = TLanes.FusedMultiplyAdd(v, x30, a0);
            TLanes.Store(y, TActivation.Apply(a0, slope, y, mask));
            weights += rowStep;
            bias += biasStep;
            y += destinationStride;
        }
    }
}
