using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>What the two dense ops share: the way back through the fused activation, and the cost.</summary>
internal static class DenseAdjoints
{
    /// <summary>The adjoint of W x + b from the adjoint of act(W x + b), computed from the output.</summary>
    public static Value ThroughActivation(AdjointContext context)
    {
        ProgramBuilder g = context.Builder;
        var own = context.Instruction.As<DenseAttributes>();
        Value d = context.FullOutputAdjoint;
        return own.Activation switch
        {
            Activation.None => d,
            Activation.LeakyRelu => g.Apply(ElementwiseFunction.LeakyReluBackward, d, context.Output, g.Constant(own.NegativeSlope)),
            Activation.Relu => g.Apply(ElementwiseFunction.LeakyReluBackward, d, context.Output, g.Constant(0f)),
            Activation.Tanh => g.Apply(ElementwiseFunction.TanhBackward, d, context.Output),
            Activation.Sigmoid => g.Apply(ElementwiseFunction.SigmoidBackward, d, context.Output),
            _ => throw new ProgramException($"dense: no adjoint for activation {own.Activation}."),
        };
    }

    public static double Flops(Instruction instruction)
    {
        Shape w = instruction.Inputs[0].Shape;
        Shape y = instruction.Output.Shape;
        Activation activation = instruction.As<DenseAttributes>().Activation;
        double perElement = (instruction.Inputs.Count == 3 ? 1 : 0) + (activation == Activation.None ? 0 : activation is Activation.LeakyRelu or Activation.Relu ? 2 : 20);
        return (2.0 * w.ElementCount * y.Columns) + (perElement * y.ElementCount);
    }
}
