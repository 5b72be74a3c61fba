using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// Register tiles of a <see cref="GatheredProduct{TLanes}"/> across sites, for the samples that fill no tile of one site: as many independent chains as in
/// <see cref="DenseWideTiles{TLanes, TActivation, TWalk}"/>, and the same chain per element.
/// </summary>
internal static unsafe class GatheredSiteTiles<TLanes, TActivation>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
{
    /// <summary>Computes all rows of 16 samples of four sites.</summary>
    /// <param name="operands">What the tiles share, with the steps of the first site.</param>
    /// <param name="weights">First weight.</param>
    /// <param name="bias">Bias per row, or null.</param>
    /// <param name="source">Where offsets count from.</param>
    /// <param name="offsets">Offset of the first site's first term.</param>
    /// <param name="tableStep">Entries of the tables of offsets and steps from one site to the next.</param>
    /// <param name="destination">First row of the first site.</param>
    /// <param name="siteStep">Floats from one site of the destination to the next.</param>
    /// <param name="rows">Rows of the destination.</param>
    public static void Run(in TileOperands operands, float* weights, float* bias, float* source, int* offsets, nint tableStep, float* destination, nint siteStep, int rows)
    {
        for (int row = 0, height; row < rows; row += height)
        {
            height = rows - row >= 4 ? 4 : rows - row >= 2 ? 2 : 1;
            float* w = weights + row * operands.RowStep, b = bias == null ? null : bias + row, to = destination + row * operands.DestinationStride;
            if (height == 4)
                Tile4x4(operands, w, b, source, offsets, tableStep, to, siteStep);
            else if (height == 2)
                Tile2x4(operands, w, b, source, offsets, tableStep, to, siteStep);
            else
                Tile1x4(operands, w, b, source, offsets, tableStep, to, siteStep);
        }
    }

    /// <summary>1 row by 16 samples of four sites.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x4(in TileOperands o, float* weights, float* bias, float* source, int* offsets, nint tableStep, float* destination, nint siteStep)
    {
        float* w0 = weights;
        int* steps = o.Steps;
        nint tableStep2 = 2 * tableStep, tableStep3 = 3 * tableStep;
        float* x0 = source + offsets[0], x1 = source + offsets[tableStep], x2 = source + offsets[tableStep2], x3 = source + offsets[tableStep3];
        TLanes a00, a01, a02, a03;
        if (o.Accumulate)
        {
            float* from = destination;
            a00 = TLanes.Load(from);
            a01 = TLanes.Load(from + siteStep);
            a02 = TLanes.Load(from + 2 * siteStep);
            a03 = TLanes.Load(from + 3 * siteStep);
        }
        else
        {
            a00 = a01 = a02 = a03 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
        }

        for (int d = o.Depth; d > 0; d--)
        {
            TLanes v0 = TLanes.Load(x0);
            TLanes v1 = TLanes.Load(x1);
            TLanes v2 = TLanes.Load(x2);
            TLanes v3 = TLanes.Load(x3);
            x0 += steps[0];
            x1 += steps[tableStep];
            x2 += steps[tableStep2];
            x3 += steps[tableStep3];
            steps++;
            TLanes b0 = TLanes.BroadcastFrom(w0++);
            a00 = TLanes.FusedMultiplyAdd(b0, v0, a00);
            a01 = TLanes.FusedMultiplyAdd(b0, v1, a01);
            a02 = TLanes.FusedMultiplyAdd(b0, v2, a02);
            a03 = TLanes.FusedMultiplyAdd(b0, v3, a03);
        }

        TLanes slope = TLanes.Broadcast(o.Slope);
        float* y = destination;
        TLanes.Store(y, TActivation.Apply(a00, slope, y, o.Mask));
        TLanes.Store(y + siteStep, TActivation.Apply(a01, slope, y + siteStep, o.Mask));
        TLanes.Store(y + 2 * siteStep, TActivation.Apply(a02, slope, y + 2 * siteStep, o.Mask));
        TLanes.Store(y + 3 * siteStep, TActivation.Apply(a03, slope, y + 3 * siteStep, o.Mask));
    }

    /// <summary>2 rows by 16 samples of four sites.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x4(in TileOperands o, float* weights, float* bias, float* source, int* offsets, nint tableStep, float* destination, nint siteStep)
    {
        float* w0 = weights;
        float* w1 = w0 + o.RowStep;
        int* steps = o.Steps;
        nint tableStep2 = 2 * tableStep, tableStep3 = 3 * tableStep;
        float* x0 = source + offsets[0], x1 = source + offsets[tableStep], x2 = source + offsets[tableStep2], x3 = source + offsets[tableStep3];
        TLanes a00, a01, a02, a03;
        TLanes a10, a11, a12, a13;
        if (o.Accumulate)
        {
            float* from = destination;
            a00 = TLanes.Load(from);
            a01 = TLanes.Load(from + siteStep);
            a02 = TLanes.Load(from + 2 * siteStep);
            a03 = TLanes.Load(from + 3 * siteStep);
            from += o.DestinationStride;
            a10 = TLanes.Load(from);
            a11 = TLanes.Load(from + siteStep);
            a12 = TLanes.Load(from + 2 * siteStep);
            a13 = TLanes.Load(from + 3 * siteStep);
        }
        else
        {
            a00 = a01 = a02 = a03 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
            a10 = a11 = a12 = a13 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[1]);
        }

        for (int d = o.Depth; d > 0; d--)
        {
            TLanes v0 = TLanes.Load(x0);
            TLanes v1 = TLanes.Load(x1);
            TLanes v2 = TLanes.Load(x2);
            TLanes v3 = TLanes.Load(x3);
            x0 += steps[0];
            x1 += steps[tableStep];
            x2 += steps[tableStep2];
            x3 += steps[tableStep3];
            steps++;
            TLanes b0 = TLanes.BroadcastFrom(w0++);
            a00 = TLanes.FusedMultiplyAdd(b0, v0, a00);
            a01 = TLanes.FusedMultiplyAdd(b0, v1, a01);
            a02 = TLanes.FusedMultiplyAdd(b0, v2, a02);
            a03 = TLanes.FusedMultiplyAdd(b0, v3, a03);
            TLanes b1 = TLanes.BroadcastFrom(w1++);
            a10 = TLanes.FusedMultiplyAdd(b1, v0, a10);
            a11 = TLanes.FusedMultiplyAdd(b1, v1, a11);
            a12 = TLanes.FusedMultiplyAdd(b1, v2, a12);
            a13 = TLanes.FusedMultiplyAdd(b1, v3, a13);
        }

        TLanes slope = TLanes.Broadcast(o.Slope);
        float* y = destination;
        TLanes.Store(y, TActivation.Apply(a00, slope, y, o.Mask));
        TLanes.Store(y + siteStep, TActivation.Apply(a01, slope, y + siteStep, o.Mask));
        TLanes.Store(y + 2 * siteStep, TActivation.Apply(a02, slope, y + 2 * siteStep, o.Mask));
        TLanes.Store(y + 3 * siteStep, TActivation.Apply(a03, slope, y + 3 * siteStep, o.Mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a10, slope, y, o.Mask));
        TLanes.Store(y + siteStep, TActivation.Apply(a11, slope, y + siteStep, o.Mask));
        TLanes.Store(y + 2 * siteStep, TActivation.Apply(a12, slope, y + 2 * siteStep, o.Mask));
        TLanes.Store(y + 3 * siteStep, TActivation.Apply(a13, slope, y + 3 * siteStep, o.Mask));
    }

    /// <summary>4 rows by 16 samples of four sites.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x4(in TileOperands o, float* weights, float* bias, float* source, int* offsets, nint tableStep, float* destination, nint siteStep)
    {
        float* w0 = weights;
        float* w1 = w0 + o.RowStep;
        float* w2 = w1 + o.RowStep;
        float* w3 = w2 + o.RowStep;
        int* steps = o.Steps;
        nint tableStep2 = 2 * tableStep, tableStep3 = 3 * tableStep;
        float* x0 = source + offsets[0], x1 = source + offsets[tableStep], x2 = source + offsets[tableStep2], x3 = source + offsets[tableStep3];
        TLanes a00, a01, a02, a03;
        TLanes a10, a11, a12, a13;
        TLanes a20, a21, a22, a23;
        TLanes a30, a31, a32, a33;
        if (o.Accumulate)
        {
            float* from = destination;
            a00 = TLanes.Load(from);
            a01 = TLanes.Load(from + siteStep);
            a02 = TLanes.Load(from + 2 * siteStep);
            a03 = TLanes.Load(from + 3 * siteStep);
            from += o.DestinationStride;
            a10 = TLanes.Load(from);
            a11 = TLanes.Load(from + siteStep);
            a12 = TLanes.Load(from + 2 * siteStep);
            a13 = TLanes.Load(from + 3 * siteStep);
            from += o.DestinationStride;
            a20 = TLanes.Load(from);
            a21 = TLanes.Load(from + siteStep);
            a22 = TLanes.Load(from + 2 * siteStep);
            a23 = TLanes.Load(from + 3 * siteStep);
            from += o.DestinationStride;
            a30 = TLanes.Load(from);
            a31 = TLanes.Load(from + siteStep);
            a32 = TLanes.Load(from + 2 * siteStep);
            a33 = TLanes.Load(from + 3 * siteStep);
        }
        else
        {
            a00 = a01 = a02 = a03 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[0]);
            a10 = a11 = a12 = a13 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[1]);
            a20 = a21 = a22 = a23 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[2]);
            a30 = a31 = a32 = a33 = bias == null ? TLanes.Zero : TLanes.Broadcast(bias[3]);
        }

        for (int d = o.Depth; d > 0; d--)
        {
            TLanes v0 = TLanes.Load(x0);
            TLanes v1 = TLanes.Load(x1);
            TLanes v2 = TLanes.Load(x2);
            TLanes v3 = TLanes.Load(x3);
            x0 += steps[0];
            x1 += steps[tableStep];
            x2 += steps[tableStep2];
            x3 += steps[tableStep3];
            steps++;
            TLanes b0 = TLanes.BroadcastFrom(w0++);
            a00 = TLanes.FusedMultiplyAdd(b0, v0, a00);
            a01 = TLanes.FusedMultiplyAdd(b0, v1, a01);
            a02 = TLanes.FusedMultiplyAdd(b0, v2, a02);
            a03 = TLanes.FusedMultiplyAdd(b0, v3, a03);
            TLanes b1 = TLanes.BroadcastFrom(w1++);
            a10 = TLanes.FusedMultiplyAdd(b1, v0, a10);
            a11 = TLanes.FusedMultiplyAdd(b1, v1, a11);
            a12 = TLanes.FusedMultiplyAdd(b1, v2, a12);
            a13 = TLanes.FusedMultiplyAdd(b1, v3, a13);
            TLanes b2 = TLanes.BroadcastFrom(w2++);
            a20 = TLanes.FusedMultiplyAdd(b2, v0, a20);
            a21 = TLanes.FusedMultiplyAdd(b2, v1, a21);
            a22 = TLanes.FusedMultiplyAdd(b2, v2, a22);
            a23 = TLanes.FusedMultiplyAdd(b2, v3, a23);
            TLanes b3 = TLanes.BroadcastFrom(w3++);
            a30 = TLanes.FusedMultiplyAdd(b3, v0, a30);
            a31 = TLanes.FusedMultiplyAdd(b3, v1, a31);
            a32 = TLanes.FusedMultiplyAdd(b3, v2, a32);
            a33 = TLanes.FusedMultiplyAdd(b3, v3, a33);
        }

        TLanes slope = TLanes.Broadcast(o.Slope);
        float* y = destination;
        TLanes.Store(y, TActivation.Apply(a00, slope, y, o.Mask));
        TLanes.Store(y + siteStep, TActivation.Apply(a01, slope, y + siteStep, o.Mask));
        TLanes.Store(y + 2 * siteStep, TActivation.Apply(a02, slope, y + 2 * siteStep, o.Mask));
        TLanes.Store(y + 3 * siteStep, TActivation.Apply(a03, slope, y + 3 * siteStep, o.Mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a10, slope, y, o.Mask));
        TLanes.Store(y + siteStep, TActivation.Apply(a11, slope, y + siteStep, o.Mask));
        TLanes.Store(y + 2 * siteStep, TActivation.Apply(a12, slope, y + 2 * siteStep, o.Mask));
        TLanes.Store(y + 3 * siteStep, TActivation.Apply(a13, slope, y + 3 * siteStep, o.Mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a20, slope, y, o.Mask));
        TLanes.Store(y + siteStep, TActivation.Apply(a21, slope, y + siteStep, o.Mask));
        TLanes.Store(y + 2 * siteStep, TActivation.Apply(a22, slope, y + 2 * siteStep, o.Mask));
        TLanes.Store(y + 3 * siteStep, TActivation.Apply(a23, slope, y + 3 * siteStep, o.Mask));
        y += o.DestinationStride;
        TLanes.Store(y, TActivation.Apply(a30, slope, y, o.Mask));
        TLanes.Store(y + siteStep, TActivation.Apply(a31, slope, y + siteStep, o.Mask));
        TLanes.Store(y + 2 * siteStep, TActivation.Apply(a32, slope, y + 2 * siteStep, o.Mask));
        TLanes.Store(y + 3 * siteStep, TActivation.Apply(a33, slope, y + 3 * siteStep, o.Mask));
    }
}
