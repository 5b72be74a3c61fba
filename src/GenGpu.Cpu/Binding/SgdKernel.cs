using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>sgd.</summary>
internal sealed unsafe class SgdKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly GradientOperand gradient;
    private readonly Address parameter, buffer, learningRate, momentum;
    private readonly bool isPlain;
    private readonly int count, label;

    public SgdKernel(Instruction instruction, ProgramCompiler compiler)
    {
        IReadOnlyList<Value> x = instruction.Inputs;
        isPlain = x.Count == 3;
        gradient = new GradientOperand(x[0], compiler);
        parameter = compiler.Read(x[1]);
        buffer = isPlain ? default : compiler.Read(x[2]);
        learningRate = compiler.Read(x[isPlain ? 2 : 3]);
        momentum = isPlain ? default : compiler.Read(x[4]);
        count = x[1].Shape.Rows * x[1].Shape.Columns;
        label = compiler.Label(x[1].State!.Name);
    }

    public override void Run(Frame* frame)
    {
        float* g = gradient.Prepare(frame);
        if (!OptimizerKernels<TLanes>.IsFinite(g, count))
        {
            frame->Status = frame->Status == 0 ? label : frame->Status;
            return;
        }

        float rate = *learningRate.At(frame);
        if (isPlain)
            OptimizerKernels<TLanes>.Descend(parameter.At(frame), g, count, rate);
        else
            OptimizerKernels<TLanes>.Momentum(parameter.At(frame), g, buffer.At(frame), count, rate, *momentum.At(frame));
    }
}
