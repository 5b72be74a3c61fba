using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>dense and dense_transposed.</summary>
internal sealed unsafe class DenseKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly Address weight, input, output, bias;
    private readonly bool isTransposed, hasBias, isCopied;
    private readonly DenseActivation activation;
    private readonly float slope;

    public DenseKernel(Instruction instruction, ProgramCompiler compiler, bool isTransposed)
    {
        var own = instruction.As<DenseAttributes>();
        this.isTransposed = isTransposed;
        weight = compiler.Read(instruction.Inputs[0]);
        input = compiler.Read(instruction.Inputs[1]);
        hasBias = instruction.Inputs.Count == 3;
        bias = hasBias ? compiler.Read(instruction.Inputs[2]) : default;
        output = compiler.Write(instruction.Output);
        slope = own.NegativeSlope;
        activation = own.Activation switch
        {
            Activation.None => DenseActivation.None,
            Activation.LeakyRelu => DenseActivation.LeakyRelu,
            Activation.Relu => DenseActivation.Relu,
            Activation.Tanh => DenseActivation.Tanh,
            _ => DenseActivation.Sigmoid,
        };
        isCopied = !input.IsBatched && input.Columns % Padding.Lanes != 0;
    }

    public override void Run(Frame* frame)
    {
        var x = new Matrix(input.At(frame), input.RowStride, input.Rows, input.ColumnsIn(frame));
        var y = new Matrix(output.At(frame), output.RowStride, output.Rows, x.Columns);
        float* b = hasBias ? bias.At(frame) : null;
        if (!isCopied)
        {
            Compute(weight.At(frame), b, x, y);
            return;
        }

        int stride = Padding.RoundUp(x.Columns);
        float* scratch = Scratchpad.Floats(x.PaddedLength + y.PaddedLength);
        var paddedX = new Matrix(scratch, stride, x.Rows, x.Columns);
        var paddedY = new Matrix(scratch + x.PaddedLength, stride, y.Rows, y.Columns);
        Matrix.Copy(x, paddedX);
        Compute(weight.At(frame), b, paddedX, paddedY);
        Matrix.Copy(paddedY, y);
    }

    private void Compute(float* w, float* b, Matrix x, Matrix y)
    {
        if (isTransposed)
            DenseKernels<TLanes>.Transposed(w, b, x.Data, x.Stride, y.Data, y.Stride, weight.Rows, weight.Columns, x.Columns, activation, slope);
        else
            DenseKernels<TLanes>.Forward(w, b, x.Data, x.Stride, y.Data, y.Stride, weight.Rows, weight.Columns, x.Columns, activation, slope);
    }
}
