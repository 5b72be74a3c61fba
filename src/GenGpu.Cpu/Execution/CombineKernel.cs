using System.Numerics;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Execution;

/// <summary>result = part 0 + part 1 + ... in ascending order of slices (or the maximum).</summary>
internal sealed unsafe class CombineKernel(Address result, int partialOffset, int length, int slices, ReductionKind kind) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        float* parts = frame->Bases[Address.SharedBase] + partialOffset;
        float* target = result.At(frame);
        Buffer.MemoryCopy(parts, target, length * sizeof(float), length * sizeof(float));
        for (int slice = 1; slice < slices; slice++)
            Combine(target, parts + ((nint)slice * length));
    }

    /// <summary>Element by element: the order of slices is the order of additions, whatever the width of the registers.</summary>
    private void Combine(float* target, float* part)
    {
        for (int i = 0; i < length; i += Vector<float>.Count)
        {
            Vector<float> a = Vector.Load(target + i), b = Vector.Load(part + i);
            Vector.Store(kind == ReductionKind.Sum ? a + b : Vector.Max(a, b), target + i);
        }
    }
}
