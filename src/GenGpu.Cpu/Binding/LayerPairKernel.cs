using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Binding.Groups;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>Two dense products in one pass over the rows between them.</summary>
internal sealed unsafe class LayerPairKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly Address inner, outer, innerBias, outerBias, input, hidden, mask, output;
    private readonly bool hasInnerBias, hasOuterBias, isMasked;
    private readonly LayerPairOperands shared;
    private readonly delegate*<in LayerPairOperands, float*, float*, float*, int, void> tiles;

    /// <param name="pair">The products.</param>
    /// <param name="compiler">Resolves values.</param>
    public LayerPairKernel(LayerPair pair, ProgramCompiler compiler)
    {
        (Instruction first, Instruction second) = (pair.First, pair.Second);
        (inner, input, outer) = (compiler.Read(first.Inputs[0]), compiler.Read(first.Inputs[1]), compiler.Read(second.Inputs[0]));
        (hidden, output) = (compiler.Write(pair.Hidden), compiler.Write(second.Output));
        hasInnerBias = first.Inputs.Count == 3;
        innerBias = hasInnerBias ? compiler.Read(first.Inputs[2]) : default;
        hasOuterBias = second.Inputs.Count == 3;
        outerBias = hasOuterBias ? compiler.Read(second.Inputs[2]) : default;
        isMasked = pair.Mask is not null;
        mask = isMasked ? compiler.Read(pair.Mask!.Inputs[1]) : default;
        var own = first.As<DenseAttributes>();
        float slope = isMasked ? pair.Mask!.Inputs[2].Literal : own.NegativeSlope;
        (nint innerRow, nint innerDepth) = Steps(first);
        (nint outerRow, nint outerDepth) = Steps(second);
        shared = new LayerPairOperands
        {
            Rows = pair.Hidden.Shape.Rows,
            Depth = input.Rows,
            InnerRowStep = innerRow,
            InnerDepthStep = innerDepth,
            OuterRowStep = outerRow,
            OuterDepthStep = outerDepth,
            InnerBiasStep = hasInnerBias ? 1 : 0,
            OuterBiasStep = hasOuterBias ? 1 : 0,
            SourceStride = input.RowStride,
            HiddenStride = hidden.RowStride,
            DestinationStride = output.RowStride,
            Slope = slope,
            Keeps = pair.KeepsHidden,
        };
        tiles = (isMasked, own.Activation) switch
        {
            (true, _) => LayerPairShapes<TLanes, MaskedByReluActivation>.Tiles(input.Rows, output.Rows),
            (_, Activation.Relu) => LayerPairShapes<TLanes, ReluActivation>.Tiles(input.Rows, output.Rows),
            (_, Activation.LeakyRelu) when slope is > 0f and <= 1f => LayerPairShapes<TLanes, LeakyReluActivation>.Tiles(input.Rows, output.Rows),
            (_, Activation.LeakyRelu) => LayerPairShapes<TLanes, SteepReluActivation>.Tiles(input.Rows, output.Rows),
            _ => LayerPairShapes<TLanes, IdentityActivation>.Tiles(input.Rows, output.Rows),
        };
    }

    public override void Run(Frame* frame)
    {
        float zero = 0f;
        LayerPairOperands operands = shared;
        operands.Inner = inner.At(frame);
        operands.Outer = outer.At(frame);
        operands.InnerBias = hasInnerBias ? innerBias.At(frame) : &zero;
        operands.OuterBias = hasOuterBias ? outerBias.At(frame) : &zero;
        float* h = hidden.At(frame);
        operands.Mask = isMasked ? (nint)(mask.At(frame) - h) : 0;
        tiles(operands, input.At(frame), h, output.At(frame), (input.ColumnsIn(frame) + 15) / 16);
    }

    private static (nint Row, nint Depth) Steps(Instruction product) =>
        product.Op == OpTable.DenseTransposed ? (1, product.Inputs[0].Shape.Columns) : (product.Inputs[0].Shape.Columns, 1);
}
