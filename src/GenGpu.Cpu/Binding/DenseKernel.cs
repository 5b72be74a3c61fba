using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>dense and dense_transposed, the latter also with the way back through a (leaky) ReLU.</summary>
internal sealed unsafe class DenseKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly Address weight, input, output, bias, mask;
    private readonly bool hasBias, isMasked, isCopied;
    private readonly DenseProduct<TLanes> product;

    /// <param name="instruction">The product.</param>
    /// <param name="masking">The LeakyReluBackward that follows, or null.</param>
    /// <param name="compiler">Resolves values.</param>
    public DenseKernel(Instruction instruction, Instruction? masking, ProgramCompiler compiler)
    {
        var own = instruction.As<DenseAttributes>();
        weight = compiler.Read(instruction.Inputs[0]);
        input = compiler.Read(instruction.Inputs[1]);
        hasBias = instruction.Inputs.Count == 3;
        bias = hasBias ? compiler.Read(instruction.Inputs[2]) : default;
        output = compiler.Write((masking ?? instruction).Output);
        isMasked = masking is not null;
        mask = isMasked ? compiler.Read(masking!.Inputs[1]) : default;
        DenseActivation activation = isMasked ? DenseActivation.MaskedByRelu : Of(own.Activation);
        product = new DenseProduct<TLanes>(weight.Rows, weight.Columns, instruction.Op == OpTable.DenseTransposed, activation, isMasked ? masking!.Inputs[2].Literal : own.NegativeSlope);
        isCopied = !input.IsBatched && input.Columns % Padding.Lanes != 0;
    }

    /// <summary>The kernel's name for an activation.</summary>
    public static DenseActivation Of(Activation activation) => activation switch
    {
        Activation.None => DenseActivation.None,
        Activation.LeakyRelu => DenseActivation.LeakyRelu,
        Activation.Relu => DenseActivation.Relu,
        Activation.Tanh => DenseActivation.Tanh,
        _ => DenseActivation.Sigmoid,
    };

    public override void Run(Frame* frame)
    {
        float* w = weight.At(frame), b = hasBias ? bias.At(frame) : null, x = input.At(frame), y = output.At(frame);
        int samples = input.ColumnsIn(frame);
        if (!isCopied)
        {
            product.Run(w, b, x, input.RowStride, y, output.RowStride, samples, isMasked ? (nint)(mask.At(frame) - y) : 0);
            return;
        }

        var packedX = new Matrix(x, input.RowStride, input.Rows, samples);
        var packedY = new Matrix(y, output.RowStride, output.Rows, samples);
        int stride = Padding.RoundUp(samples);
        float* scratch = Scratchpad.Floats(packedX.PaddedLength + packedY.PaddedLength);
        var paddedX = new Matrix(scratch, stride, packedX.Rows, samples);
        var paddedY = new Matrix(scratch + packedX.PaddedLength, stride, packedY.Rows, samples);
        Matrix.Copy(packedX, paddedX);
        product.Run(w, b, paddedX.Data, stride, paddedY.Data, stride, samples, 0);
        Matrix.Copy(paddedY, packedY);
    }
}
