using GenGpu.Core.Ops;
using GenGpu.Core.Random;
using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>The stream that a draw site has in the present step.</summary>
internal static unsafe class RandomStreams
{
    public static RandomStream Of(Frame* frame, DrawAttributes draw, RandomPurpose purpose) =>
        new(frame->Seed, purpose, draw.Site, (uint)frame->Step, frame->Iteration);
}
