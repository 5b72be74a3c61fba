using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>adam.</summary>
internal sealed unsafe class AdamKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly GradientOperand gradient;
    private readonly Address parameter, firstMoment, secondMoment, learningRate, beta1, beta2, epsilon, correction;
    private readonly int count, label;

    public AdamKernel(Instruction instruction, ProgramCompiler compiler)
    {
        IReadOnlyList<Value> x = instruction.Inputs;
        gradient = new GradientOperand(x[0], compiler);
        parameter = compiler.Read(x[1]);
        firstMoment = compiler.Read(x[2]);
        secondMoment = compiler.Read(x[3]);
        learningRate = compiler.Read(x[4]);
        beta1 = compiler.Read(x[5]);
        beta2 = compiler.Read(x[6]);
        epsilon = compiler.Read(x[7]);
        correction = compiler.Read(x[8]);
        count = x[1].State!.Length;
        label = compiler.Label(x[1].State!.Name);
    }

    public override void Run(Frame* frame)
    {
        float* g = gradient.Prepare(frame);
        if (!FiniteCheck.All(g, count))
        {
            frame->Status = frame->Status == 0 ? label : frame->Status;
            return;
        }

        float* c = correction.At(frame);
        var step = new AdamStep(*learningRate.At(frame), *beta1.At(frame), *beta2.At(frame), *epsilon.At(frame), c[0], c[1]);
        OptimizerKernels<TLanes>.Adam(parameter.At(frame), g, firstMoment.At(frame), secondMoment.At(frame), count, step);
    }
}
