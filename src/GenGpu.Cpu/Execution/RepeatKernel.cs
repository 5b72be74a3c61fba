using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Execution;

/// <summary>A Repeat that runs wholly inside one slice.</summary>
internal sealed unsafe class RepeatKernel(RepeatCount count, Address countAddress, CpuKernel[] copiesIn, CpuKernel[] body) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        foreach (CpuKernel kernel in copiesIn)
            kernel.Run(frame);
        int times = count.Resolve(count.Hyper is null ? 0f : *countAddress.At(frame));
        uint outer = frame->Iteration;
        for (int i = 0; i < times; i++)
        {
            frame->Iteration = unchecked((outer * (uint)times) + (uint)i);
            foreach (CpuKernel kernel in body)
                kernel.Run(frame);
        }

        frame->Iteration = outer;
    }
}
