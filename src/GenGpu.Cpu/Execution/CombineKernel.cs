using System.Numerics;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Execution;

/// <summary>result = part 0 + part 1 + ... in ascending order of slices (or the maximum).</summary>
internal sealed unsafe class CombineKernel(Address result, int partialOffset, int length, int slices, ReductionKind kind) : CpuKernel
{
    // Of the result: in the first-level cache while one part after the other is added to it.
    private const int Block = 2048;

    public override void Run(Frame* frame)
    {
        float* parts = frame->Bases[Address.SharedBase] + partialOffset;
        float* target = result.At(frame);
        for (int start = 0; start < length; start += Block)
        {
            int count = Math.Min(Block, length - start);
            Buffer.MemoryCopy(parts + start, target + start, count * sizeof(float), count * sizeof(float));
            for (int slice = 1; slice < slices; slice++)
                Combine(target + start, parts + ((nint)slice * length) + start, count);
        }
    }

    /// <summary>Element by element: the order of slices is the order of additions, whatever the width of the registers.</summary>
    private void Combine(float* target, float* part, int count)
    {
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> a = Vector.Load(target + i), b = Vector.Load(part + i);
            Vector.Store(kind == ReductionKind.Sum ? a + b : Vector.Max(a, b), target + i);
        }
    }
}
