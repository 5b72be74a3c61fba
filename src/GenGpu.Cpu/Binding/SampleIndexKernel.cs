using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>sample_index.</summary>
internal sealed unsafe class SampleIndexKernel(Address output, int batchSize) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        float* y = output.At(frame);
        long first = (frame->Step * batchSize) + frame->SliceStart;
        for (int c = 0; c < frame->Samples; c++)
            y[c] = first + c;
    }
}
