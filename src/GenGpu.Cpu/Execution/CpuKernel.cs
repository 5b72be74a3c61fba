namespace GenGpu.Cpu.Execution;

/// <summary>One bound instruction.</summary>
internal abstract unsafe class CpuKernel
{
    /// <summary>Runs it on the slice that the frame shows.</summary>
    /// <param name="frame">The worker's frame.</param>
    public abstract void Run(Frame* frame);
}
