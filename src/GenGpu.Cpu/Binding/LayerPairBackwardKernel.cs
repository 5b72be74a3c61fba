using GenGpu.Cpu.Binding.Groups;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>The way back through two dense layers in one pass over the rows between them, with the gradients of both or of the outer one.</summary>
internal sealed unsafe class LayerPairBackwardKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly Address outer, errors, hidden, source, adjoint, outerGradient, outerBiasGradient, innerGradient, innerBiasGradient;
    private readonly bool hasOuterBias, hasInner, hasInnerBias, keepsAdjoint;
    private readonly LayerPairBackwardOperands shared;
    private readonly delegate*<in LayerPairBackwardOperands, void> tiles;

    /// <param name="pair">The instructions.</param>
    /// <param name="compiler">Resolves values.</param>
    public LayerPairBackwardKernel(LayerPairBackward pair, ProgramCompiler compiler)
    {
        (outer, errors, hidden) = (compiler.Read(pair.Product.Inputs[0]), compiler.Read(pair.Product.Inputs[1]), compiler.Read(pair.Mask.Inputs[1]));
        outerGradient = compiler.Write(pair.OuterWeight.Output);
        hasOuterBias = pair.OuterBias is not null;
        outerBiasGradient = hasOuterBias ? compiler.Write(pair.OuterBias!.Output) : default;
        hasInner = pair.InnerWeight is not null;
        source = hasInner ? compiler.Read(pair.InnerWeight!.Inputs[1]) : default;
        innerGradient = hasInner ? compiler.Write(pair.InnerWeight!.Output) : default;
        hasInnerBias = pair.InnerBias is not null;
        innerBiasGradient = hasInnerBias ? compiler.Write(pair.InnerBias!.Output) : default;
        keepsAdjoint = pair.KeepsAdjoint;
        adjoint = compiler.Write(pair.Mask.Output);
        shared = new LayerPairBackwardOperands
        {
            Rows = hidden.Rows,
            ErrorStride = errors.RowStride,
            HiddenStride = hidden.RowStride,
            SourceStride = hasInner ? source.RowStride : 0,
            AdjointStride = adjoint.RowStride,
            Slope = pair.Mask.Inputs[2].Literal,
        };
        tiles = Tiles(errors.Rows, hasInner ? source.Rows : 0);
    }

    public override void Run(Frame* frame)
    {
        LayerPairBackwardOperands operands = shared;
        operands.Samples = hidden.ColumnsIn(frame);
        operands.Outer = outer.At(frame);
        operands.Errors = errors.At(frame);
        operands.Hidden = hidden.At(frame);
        operands.Adjoint = keepsAdjoint ? adjoint.At(frame) : null;
        operands.OuterGradient = outerGradient.At(frame);
        if (hasInner)
        {
            operands.Source = source.At(frame);
            operands.InnerGradient = innerGradient.At(frame);
        }

        if (hasInnerBias)
            operands.BiasGradient = innerBiasGradient.At(frame);

        if (hasOuterBias)
            ReductionKernels<TLanes>.SumOverSamples(outerBiasGradient.At(frame), 1, operands.Errors, errors.RowStride, errors.Rows, operands.Samples);
        tiles(operands);
    }

    private static delegate*<in LayerPairBackwardOperands, void> Tiles(int outputs, int inputs) => outputs switch
    {
        1 => Of<Counts.One>(inputs),
        2 => Of<Counts.Two>(inputs),
        3 => Of<Counts.Three>(inputs),
        _ => Of<Counts.Four>(inputs),
    };

    private static delegate*<in LayerPairBackwardOperands, void> Of<TOutputs>(int inputs)
        where TOutputs : struct, ICount => inputs switch
        {
            0 => &LayerPairBackwardTiles<TLanes, TOutputs, Counts.Zero>.Run,
            1 => &LayerPairBackwardTiles<TLanes, TOutputs, Counts.One>.Run,
            2 => &LayerPairBackwardTiles<TLanes, TOutputs, Counts.Two>.Run,
            3 => &LayerPairBackwardTiles<TLanes, TOutputs, Counts.Three>.Run,
            _ => &LayerPairBackwardTiles<TLanes, TOutputs, Counts.Four>.Run,
        };
}
