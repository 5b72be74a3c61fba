using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>step_index.</summary>
internal sealed unsafe class StepIndexKernel(Address output) : CpuKernel
{
    public override void Run(Frame* frame) => *output.At(frame) = frame->Step;
}
