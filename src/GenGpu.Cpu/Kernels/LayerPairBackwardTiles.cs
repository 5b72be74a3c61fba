using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// The way back through two dense layers with a (leaky) ReLU between them, h = relu(W x + b), y = V h + c, in one pass over h: d = V^T e where h is positive and slope V^T e elsewhere; the
/// gradients dV = e h^T, dW = d x^T and db, the sums of the rows of d. d goes from register to register and is stored only where somebody else needs it. The chain of d is that of a
/// dense_transposed, the sums are canonical: all bits are those of the four products one by one.
/// </summary>
internal static unsafe class LayerPairBackwardTiles<TLanes, TOutputs, TInputs>
    where TLanes : struct, ILanes<TLanes>
    where TOutputs : struct, ICount
    where TInputs : struct, ICount
{
    /// <summary>Sums of a row: with rows of e, with rows of x, and that of the row itself.</summary>
    private static int SumCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TOutputs.Value + TInputs.Value + 1;
    }

    /// <summary>All rows.</summary>
    /// <param name="operands">The operands.</param>
    public static void Run(in LayerPairBackwardOperands operands)
    {
        bool isWhole = operands.Samples % 16 == 0;
        if (operands.Adjoint == null)
        {
            if (isWhole)
                Run<WholeGroups, Counts.Zero>(operands);
            else
                Run<PartialGroups, Counts.Zero>(operands);
        }
        else if (isWhole)
        {
            Run<WholeGroups, Counts.One>(operands);
        }
        else
        {
            Run<PartialGroups, Counts.One>(operands);
        }
    }

    [SkipLocalsInit]
    private static void Run<TTail, TKept>(in LayerPairBackwardOperands o)
        where TTail : struct, ITailMask
        where TKept : struct, ICount
    {
        float* sums = stackalloc float[16];
        int row = 0;
        // Sixteen sums are one round of folding: four rows of four sums, or two rows of eight.
        for (; SumCount <= 4 && row + 4 <= o.Rows; row += 4)
        {
            FourRows<TTail, TKept>(o, row, sums);
            PutFour(o, row, sums);
        }
        for (; row < o.Rows; row += 2)
        {
            // An odd row at the end goes twice: the same bits again.
            int next = Math.Min(row + 1, o.Rows - 1);
            TwoRows<TTail, TKept>(o, row, next, sums);
            Put(o, row, sums, 2);
            Put(o, next, sums + 1, 2);
        }
    }

    /// <summary>Sum i of row r goes to sums[4 i + r].</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<TTail, TKept>(in LayerPairBackwardOperands o, int row, float* sums)
        where TTail : struct, ITailMask
        where TKept : struct, ICount
    {
        nint rows = o.Rows, hs = o.HiddenStride, ds = o.AdjointStride, es = o.ErrorStride, xs = o.SourceStride;
        nint hs2 = 2 * hs, hs3 = 3 * hs, ds2 = 2 * ds, ds3 = 3 * ds;
        float* errors = o.Errors, source = o.Source, h = o.Hidden + row * hs, d = o.Adjoint + row * ds, v = o.Outer + row;
        TLanes v00 = TLanes.BroadcastFrom(v), v01 = v00, v02 = v00, v03 = v00;
        if (TOutputs.Value > 1)
            v01 = TLanes.BroadcastFrom(v + rows);
        if (TOutputs.Value > 2)
            v02 = TLanes.BroadcastFrom(v + 2 * rows);
        if (TOutputs.Value > 3)
            v03 = TLanes.BroadcastFrom(v + 3 * rows);
        TLanes v10 = TLanes.BroadcastFrom(v + 1), v11 = v10, v12 = v10, v13 = v10;
        if (TOutputs.Value > 1)
            v11 = TLanes.BroadcastFrom(v + 1 + rows);
        if (TOutputs.Value > 2)
            v12 = TLanes.BroadcastFrom(v + 1 + 2 * rows);
        if (TOutputs.Value > 3)
            v13 = TLanes.BroadcastFrom(v + 1 + 3 * rows);
        TLanes v20 = TLanes.BroadcastFrom(v + 2), v21 = v20, v22 = v20, v23 = v20;
        if (TOutputs.Value > 1)
            v21 = TLanes.BroadcastFrom(v + 2 + rows);
        if (TOutputs.Value > 2)
            v22 = TLanes.BroadcastFrom(v + 2 + 2 * rows);
        if (TOutputs.Value > 3)
            v23 = TLanes.BroadcastFrom(v + 2 + 3 * rows);
        TLanes v30 = TLanes.BroadcastFrom(v + 3), v31 = v30, v32 = v30, v33 = v30;
        if (TOutputs.Value > 1)
            v31 = TLanes.BroadcastFrom(v + 3 + rows);
        if (TOutputs.Value > 2)
            v32 = TLanes.BroadcastFrom(v + 3 + 2 * rows);
        if (TOutputs.Value > 3)
            v33 = TLanes.BroadcastFrom(v + 3 + 3 * rows);
        TLanes slope = TLanes.Broadcast(o.Slope);
        TLanes a00 = TLanes.Zero, a01 = TLanes.Zero, a02 = TLanes.Zero, a03 = TLanes.Zero, b00 = TLanes.Zero, b01 = TLanes.Zero, c0 = TLanes.Zero;
        TLanes a10 = TLanes.Zero, a11 = TLanes.Zero, a12 = TLanes.Zero, a13 = TLanes.Zero, b10 = TLanes.Zero, b11 = TLanes.Zero, c1 = TLanes.Zero;
        TLanes a20 = TLanes.Zero, a21 = TLanes.Zero, a22 = TLanes.Zero, a23 = TLanes.Zero, b20 = TLanes.Zero, b21 = TLanes.Zero, c2 = TLanes.Zero;
        TLanes a30 = TLanes.Zero, a31 = TLanes.Zero, a32 = TLanes.Zero, a33 = TLanes.Zero, b30 = TLanes.Zero, b31 = TLanes.Zero, c3 = TLanes.Zero;
        for (int left = o.Samples; left > 0; left -= 16)
        {
            TLanes e0 = TTail.Load<TLanes>(errors, left), e1 = e0, e2 = e0, e3 = e0;
            if (TOutputs.Value > 1)
                e1 = TTail.Load<TLanes>(errors + es, left);
            if (TOutputs.Value > 2)
                e2 = TTail.Load<TLanes>(errors + 2 * es, left);
            if (TOutputs.Value > 3)
                e3 = TTail.Load<TLanes>(errors + 3 * es, left);
            TLanes x0 = e0, x1 = e0;
            if (TInputs.Value > 0)
                x0 = TTail.Load<TLanes>(source, left);
            if (TInputs.Value > 1)
                x1 = TTail.Load<TLanes>(source + xs, left);
            TLanes h0 = TTail.Load<TLanes>(h, left);
            TLanes d0 = TLanes.FusedMultiplyAdd(v00, e0, TLanes.Zero);
            if (TOutputs.Value > 1)
                d0 = TLanes.FusedMultiplyAdd(v01, e1, d0);
            if (TOutputs.Value > 2)
                d0 = TLanes.FusedMultiplyAdd(v02, e2, d0);
            if (TOutputs.Value > 3)
                d0 = TLanes.FusedMultiplyAdd(v03, e3, d0);
            d0 = LeakyReluBackwardFunction.Apply(d0, h0, slope);
            if (TKept.Value > 0)
                TLanes.Store(d, d0);
            d0 = TTail.Keep(d0, left);
            a00 = TLanes.FusedMultiplyAdd(e0, h0, a00);
            if (TOutputs.Value > 1)
                a01 = TLanes.FusedMultiplyAdd(e1, h0, a01);
            if (TOutputs.Value > 2)
                a02 = TLanes.FusedMultiplyAdd(e2, h0, a02);
            if (TOutputs.Value > 3)
                a03 = TLanes.FusedMultiplyAdd(e3, h0, a03);
            if (TInputs.Value > 0)
                b00 = TLanes.FusedMultiplyAdd(d0, x0, b00);
            if (TInputs.Value > 1)
                b01 = TLanes.FusedMultiplyAdd(d0, x1, b01);
            c0 = TLanes.Add(c0, d0);
            TLanes h1 = TTail.Load<TLanes>(h + hs, left);
            TLanes d1 = TLanes.FusedMultiplyAdd(v10, e0, TLanes.Zero);
            if (TOutputs.Value > 1)
                d1 = TLanes.FusedMultiplyAdd(v11, e1, d1);
            if (TOutputs.Value > 2)
                d1 = TLanes.FusedMultiplyAdd(v12, e2, d1);
            if (TOutputs.Value > 3)
                d1 = TLanes.FusedMultiplyAdd(v13, e3, d1);
            d1 = LeakyReluBackwardFunction.Apply(d1, h1, slope);
            if (TKept.Value > 0)
                TLanes.Store(d + ds, d1);
            d1 = TTail.Keep(d1, left);
            a10 = TLanes.FusedMultiplyAdd(e0, h1, a10);
            if (TOutputs.Value > 1)
                a11 = TLanes.FusedMultiplyAdd(e1, h1, a11);
            if (TOutputs.Value > 2)
                a12 = TLanes.FusedMultiplyAdd(e2, h1, a12);
            if (TOutputs.Value > 3)
                a13 = TLanes.FusedMultiplyAdd(e3, h1, a13);
            if (TInputs.Value > 0)
                b10 = TLanes.FusedMultiplyAdd(d1, x0, b10);
            if (TInputs.Value > 1)
                b11 = TLanes.FusedMultiplyAdd(d1, x1, b11);
            c1 = TLanes.Add(c1, d1);
            TLanes h2 = TTail.Load<TLanes>(h + hs2, left);
            TLanes d2 = TLanes.FusedMultiplyAdd(v20, e0, TLanes.Zero);
            if (TOutputs.Value > 1)
                d2 = TLanes.FusedMultiplyAdd(v21, e1, d2);
            if (TOutputs.Value > 2)
                d2 = TLanes.FusedMultiplyAdd(v22, e2, d2);
            if (TOutputs.Value > 3)
                d2 = TLanes.FusedMultiplyAdd(v23, e3, d2);
            d2 = LeakyReluBackwardFunction.Apply(d2, h2, slope);
            if (TKept.Value > 0)
                TLanes.Store(d + ds2, d2);
            d2 = TTail.Keep(d2, left);
            a20 = TLanes.FusedMultiplyAdd(e0, h2, a20);
            if (TOutputs.Value > 1)
                a21 = TLanes.FusedMultiplyAdd(e1, h2, a21);
            if (TOutputs.Value > 2)
                a22 = TLanes.FusedMultiplyAdd(e2, h2, a22);
            if (TOutputs.Value > 3)
                a23 = TLanes.FusedMultiplyAdd(e3, h2, a23);
            if (TInputs.Value > 0)
                b20 = TLanes.FusedMultiplyAdd(d2, x0, b20);
            if (TInputs.Value > 1)
                b21 = TLanes.FusedMultiplyAdd(d2, x1, b21);
            c2 = TLanes.Add(c2, d2);
            TLanes h3 = TTail.Load<TLanes>(h + hs3, left);
            TLanes d3 = TLanes.FusedMultiplyAdd(v30, e0, TLanes.Zero);
            if (TOutputs.Value > 1)
                d3 = TLanes.FusedMultiplyAdd(v31, e1, d3);
            if (TOutputs.Value > 2)
                d3 = TLanes.FusedMultiplyAdd(v32, e2, d3);
            if (TOutputs.Value > 3)
                d3 = TLanes.FusedMultiplyAdd(v33, e3, d3);
            d3 = LeakyReluBackwardFunction.Apply(d3, h3, slope);
            if (TKept.Value > 0)
                TLanes.Store(d + ds3, d3);
            d3 = TTail.Keep(d3, left);
            a30 = TLanes.FusedMultiplyAdd(e0, h3, a30);
            if (TOutputs.Value > 1)
                a31 = TLanes.FusedMultiplyAdd(e1, h3, a31);
            if (TOutputs.Value > 2)
                a32 = TLanes.FusedMultiplyAdd(e2, h3, a32);
            if (TOutputs.Value > 3)
                a33 = TLanes.FusedMultiplyAdd(e3, h3, a33);
            if (TInputs.Value > 0)
                b30 = TLanes.FusedMultiplyAdd(d3, x0, b30);
            if (TInputs.Value > 1)
                b31 = TLanes.FusedMultiplyAdd(d3, x1, b31);
            c3 = TLanes.Add(c3, d3);
            errors += 16;
            source += 16;
            h += 16;
            d += 16;
        }

        TLanes near = TLanes.Fold2(Quarters(0, a00, a01, a02, a03, b00, b01, TLanes.Zero, TLanes.Zero, c0), Quarters(0, a10, a11, a12, a13, b10, b11, TLanes.Zero, TLanes.Zero, c1));
        TLanes far = TLanes.Fold2(Quarters(0, a20, a21, a22, a23, b20, b21, TLanes.Zero, TLanes.Zero, c2), Quarters(0, a30, a31, a32, a33, b30, b31, TLanes.Zero, TLanes.Zero, c3));
        TLanes.Store(sums, TLanes.Fold1(near, far));
    }

    /// <summary>Sum i of the first row goes to sums[4 (i mod 4) + 2 (i div 4)], that of the second one place further.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TwoRows<TTail, TKept>(in LayerPairBackwardOperands o, int row, int next, float* sums)
        where TTail : struct, ITailMask
        where TKept : struct, ICount
    {
        nint rows = o.Rows, hs = (next - row) * o.HiddenStride, ds = (next - row) * o.AdjointStride, es = o.ErrorStride, xs = o.SourceStride;
        float* errors = o.Errors, source = o.Source, h = o.Hidden + row * o.HiddenStride, d = o.Adjoint + row * o.AdjointStride, v = o.Outer + row, w = o.Outer + next;
        TLanes v00 = TLanes.BroadcastFrom(v), v01 = v00, v02 = v00, v03 = v00;
        if (TOutputs.Value > 1)
            v01 = TLanes.BroadcastFrom(v + rows);
        if (TOutputs.Value > 2)
            v02 = TLanes.BroadcastFrom(v + 2 * rows);
        if (TOutputs.Value > 3)
            v03 = TLanes.BroadcastFrom(v + 3 * rows);
        TLanes v10 = TLanes.BroadcastFrom(w), v11 = v10, v12 = v10, v13 = v10;
        if (TOutputs.Value > 1)
            v11 = TLanes.BroadcastFrom(w + rows);
        if (TOutputs.Value > 2)
            v12 = TLanes.BroadcastFrom(w + 2 * rows);
        if (TOutputs.Value > 3)
            v13 = TLanes.BroadcastFrom(w + 3 * rows);
        TLanes slope = TLanes.Broadcast(o.Slope);
        TLanes a00 = TLanes.Zero, a01 = TLanes.Zero, a02 = TLanes.Zero, a03 = TLanes.Zero, b00 = TLanes.Zero, b01 = TLanes.Zero, b02 = TLanes.Zero, b03 = TLanes.Zero, c0 = TLanes.Zero;
        TLanes a10 = TLanes.Zero, a11 = TLanes.Zero, a12 = TLanes.Zero, a13 = TLanes.Zero, b10 = TLanes.Zero, b11 = TLanes.Zero, b12 = TLanes.Zero, b13 = TLanes.Zero, c1 = TLanes.Zero;
        for (int left = o.Samples; left > 0; left -= 16)
        {
            TLanes e0 = TTail.Load<TLanes>(errors, left), e1 = e0, e2 = e0, e3 = e0;
            if (TOutputs.Value > 1)
                e1 = TTail.Load<TLanes>(errors + es, left);
            if (TOutputs.Value > 2)
                e2 = TTail.Load<TLanes>(errors + 2 * es, left);
            if (TOutputs.Value > 3)
                e3 = TTail.Load<TLanes>(errors + 3 * es, left);
            TLanes x0 = e0, x1 = e0, x2 = e0, x3 = e0;
            if (TInputs.Value > 0)
                x0 = TTail.Load<TLanes>(source, left);
            if (TInputs.Value > 1)
                x1 = TTail.Load<TLanes>(source + xs, left);
            if (TInputs.Value > 2)
                x2 = TTail.Load<TLanes>(source + 2 * xs, left);
            if (TInputs.Value > 3)
                x3 = TTail.Load<TLanes>(source + 3 * xs, left);
            // Both before d is stored, which may be where they are.
            TLanes h0 = TTail.Load<TLanes>(h, left), h1 = TTail.Load<TLanes>(h + hs, left);
            TLanes d0 = TLanes.FusedMultiplyAdd(v00, e0, TLanes.Zero);
            if (TOutputs.Value > 1)
                d0 = TLanes.FusedMultiplyAdd(v01, e1, d0);
            if (TOutputs.Value > 2)
                d0 = TLanes.FusedMultiplyAdd(v02, e2, d0);
            if (TOutputs.Value > 3)
                d0 = TLanes.FusedMultiplyAdd(v03, e3, d0);
            d0 = LeakyReluBackwardFunction.Apply(d0, h0, slope);
            if (TKept.Value > 0)
                TLanes.Store(d, d0);
            d0 = TTail.Keep(d0, left);
            a00 = TLanes.FusedMultiplyAdd(e0, h0, a00);
            if (TOutputs.Value > 1)
                a01 = TLanes.FusedMultiplyAdd(e1, h0, a01);
            if (TOutputs.Value > 2)
                a02 = TLanes.FusedMultiplyAdd(e2, h0, a02);
            if (TOutputs.Value > 3)
                a03 = TLanes.FusedMultiplyAdd(e3, h0, a03);
            if (TInputs.Value > 0)
                b00 = TLanes.FusedMultiplyAdd(d0, x0, b00);
            if (TInputs.Value > 1)
                b01 = TLanes.FusedMultiplyAdd(d0, x1, b01);
            if (TInputs.Value > 2)
                b02 = TLanes.FusedMultiplyAdd(d0, x2, b02);
            if (TInputs.Value > 3)
                b03 = TLanes.FusedMultiplyAdd(d0, x3, b03);
            c0 = TLanes.Add(c0, d0);
            TLanes d1 = TLanes.FusedMultiplyAdd(v10, e0, TLanes.Zero);
            if (TOutputs.Value > 1)
                d1 = TLanes.FusedMultiplyAdd(v11, e1, d1);
            if (TOutputs.Value > 2)
                d1 = TLanes.FusedMultiplyAdd(v12, e2, d1);
            if (TOutputs.Value > 3)
                d1 = TLanes.FusedMultiplyAdd(v13, e3, d1);
            d1 = LeakyReluBackwardFunction.Apply(d1, h1, slope);
            if (TKept.Value > 0)
                TLanes.Store(d + ds, d1);
            d1 = TTail.Keep(d1, left);
            a10 = TLanes.FusedMultiplyAdd(e0, h1, a10);
            if (TOutputs.Value > 1)
                a11 = TLanes.FusedMultiplyAdd(e1, h1, a11);
            if (TOutputs.Value > 2)
                a12 = TLanes.FusedMultiplyAdd(e2, h1, a12);
            if (TOutputs.Value > 3)
                a13 = TLanes.FusedMultiplyAdd(e3, h1, a13);
            if (TInputs.Value > 0)
                b10 = TLanes.FusedMultiplyAdd(d1, x0, b10);
            if (TInputs.Value > 1)
                b11 = TLanes.FusedMultiplyAdd(d1, x1, b11);
            if (TInputs.Value > 2)
                b12 = TLanes.FusedMultiplyAdd(d1, x2, b12);
            if (TInputs.Value > 3)
                b13 = TLanes.FusedMultiplyAdd(d1, x3, b13);
            c1 = TLanes.Add(c1, d1);
            errors += 16;
            source += 16;
            h += 16;
            d += 16;
        }

        TLanes near = TLanes.Fold2(Quarters(0, a00, a01, a02, a03, b00, b01, b02, b03, c0), Quarters(0, a10, a11, a12, a13, b10, b11, b12, b13, c1)), far = near;
        if (SumCount > 4)
            far = TLanes.Fold2(Quarters(4, a00, a01, a02, a03, b00, b01, b02, b03, c0), Quarters(4, a10, a11, a12, a13, b10, b11, b12, b13, c1));
        TLanes.Store(sums, TLanes.Fold1(near, far));
    }

    /// <summary>Four sums of a row from the number <paramref name="first"/> on, each folded to four lanes: sum first + i in quarter i. Those of e h come first, those of d x follow, then that of d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Quarters(int first, TLanes a0, TLanes a1, TLanes a2, TLanes a3, TLanes b0, TLanes b1, TLanes b2, TLanes b3, TLanes c) => TLanes.Fold4(
        TLanes.Fold8(Sum(first, a0, a1, a2, a3, b0, b1, b2, b3, c), Sum(first + 1, a0, a1, a2, a3, b0, b1, b2, b3, c)),
        TLanes.Fold8(Sum(first + 2, a0, a1, a2, a3, b0, b1, b2, b3, c), Sum(first + 3, a0, a1, a2, a3, b0, b1, b2, b3, c)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Sum(int index, TLanes a0, TLanes a1, TLanes a2, TLanes a3, TLanes b0, TLanes b1, TLanes b2, TLanes b3, TLanes c)
    {
        if (index < TOutputs.Value)
            return index == 0 ? a0 : index == 1 ? a1 : index == 2 ? a2 : a3;
        int inner = index - TOutputs.Value;
        if (inner < TInputs.Value)
            return inner == 0 ? b0 : inner == 1 ? b1 : inner == 2 ? b2 : b3;
        return inner == TInputs.Value ? c : TLanes.Zero;
    }

    /// <summary>The sums of four rows to where they belong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutFour(in LayerPairBackwardOperands o, int row, float* sums)
    {
        for (int i = 0; i < TOutputs.Value; i++)
            Vector128.Load(sums + 4 * i).Store(o.OuterGradient + (i * o.Rows) + row);
        float* inner = o.InnerGradient + row * TInputs.Value;
        for (int i = 0; i < TInputs.Value; i++)
        {
            for (int r = 0; r < 4; r++)
                inner[(r * TInputs.Value) + i] = sums[4 * (TOutputs.Value + i) + r];
        }
        if (o.BiasGradient != null)
            Vector128.Load(sums + 4 * (TOutputs.Value + TInputs.Value)).Store(o.BiasGradient + row);
    }

    /// <summary>The sums of one row to where they belong; <paramref name="rest"/> is from a sum to the one four further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(in LayerPairBackwardOperands o, int row, float* sums, int rest)
    {
        for (int i = 0; i < TOutputs.Value; i++)
            o.OuterGradient[(i * o.Rows) + row] = sums[4 * i];
        for (int i = 0; i < TInputs.Value; i++)
            o.InnerGradient[(row * TInputs.Value) + i] = sums[Place(TOutputs.Value + i, rest)];
        if (o.BiasGradient != null)
            o.BiasGradient[row] = sums[Place(TOutputs.Value + TInputs.Value, rest)];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(int index, int rest) => (4 * (index & 3)) + ((index >> 2) * rest);
}
