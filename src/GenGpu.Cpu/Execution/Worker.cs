using System.Runtime.InteropServices;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Execution;

/// <summary>One thread's scratch memory and frame. Scratch is per worker, so that ten thousand trials cost ten thousand states, not ten thousand arenas.</summary>
internal sealed unsafe class Worker : IDisposable
{
    private const int MaximumBuffers = 64;
    private const int MaximumStreams = 32;
    private float* shared;
    private float* slice;
    private float* constants;
    private int sharedLength;
    private int sliceLength;
    private int constantsLength;

    public Worker()
    {
        Frame = (Frame*)NativeMemory.AlignedAlloc((nuint)sizeof(Frame), 64);
        *Frame = default;
        Frame->Bases = Pointers(Address.FirstBuffer + MaximumBuffers);
        Frame->Outputs = Pointers(MaximumStreams);
        Frame->Inputs = Pointers(MaximumStreams);
    }

    public Frame* Frame { get; private set; }

    /// <summary>Makes room for a program's scratch.</summary>
    public void Reserve(CompiledProgram program)
    {
        Grow(ref shared, ref sharedLength, program.Plan.SharedLength);
        Grow(ref slice, ref sliceLength, program.Plan.SliceLength);
        Grow(ref constants, ref constantsLength, program.ConstantsLength);
        Frame->Bases[Address.SharedBase] = shared;
        Frame->Bases[Address.SliceBase] = slice;
        Frame->Bases[Address.ConstantBase] = constants;
    }

    /// <summary>Points the frame at a model, and computes what is constant for it.</summary>
    public void Enter(CpuEnsemble ensemble, int model, CompiledProgram program)
    {
        if (ensemble.Buffers.Length > MaximumBuffers)
            throw new ArgumentException($"{ensemble.Definition.Name} has {ensemble.Buffers.Length} buffers; the cpu accelerator takes at most {MaximumBuffers}.", nameof(ensemble));
        if (program.Program.Outputs.Count > MaximumStreams || program.Program.Inputs.Count > MaximumStreams)
            throw new ArgumentException($"{ensemble.Definition.Name}.{program.Program.Name} has more than {MaximumStreams} output or input streams; the cpu accelerator takes no more.", nameof(program));
        float** bases = Frame->Bases;
        bases[Address.LiteralBase] = program.Literals;
        bases[Address.HyperBase] = ensemble.HyperOf(model);
        bases[Address.StateBase] = ensemble.StateOf(model);
        for (int i = 0; i < ensemble.Buffers.Length; i++)
            bases[Address.FirstBuffer + i] = ensemble.Buffers[i];
        Frame->Seed = ensemble.Seed(model);
        Frame->Iteration = 0;
        Frame->Status = 0;
        Frame->SliceStart = 0;
        Frame->SliceIndex = 0;
        Frame->Samples = program.Program.BatchSize;
        foreach (CpuKernel kernel in program.Constants)
            kernel.Run(Frame);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(shared);
        NativeMemory.AlignedFree(slice);
        NativeMemory.AlignedFree(constants);
        NativeMemory.AlignedFree(Frame->Bases);
        NativeMemory.AlignedFree(Frame->Outputs);
        NativeMemory.AlignedFree(Frame->Inputs);
        NativeMemory.AlignedFree(Frame);
        Frame = null;
    }

    private static float** Pointers(int count)
    {
        float** pointers = (float**)NativeMemory.AlignedAlloc((nuint)(count * sizeof(float*)), 64);
        new Span<nint>(pointers, count).Clear();
        return pointers;
    }

    private static void Grow(ref float* block, ref int length, int wanted)
    {
        // One group more, so that vectors may read past the last value.
        wanted = Padding.RoundUp(wanted) + Padding.Lanes;
        if (wanted <= length)
            return;
        NativeMemory.AlignedFree(block);
        block = (float*)NativeMemory.AlignedAlloc((nuint)wanted * sizeof(float), 4096);
        new Span<float>(block, wanted).Clear();
        length = wanted;
    }
}
