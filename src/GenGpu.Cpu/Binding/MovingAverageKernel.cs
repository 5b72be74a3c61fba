using GenGpu.Core.Programs;
using GenGpu.Cpu.Binding.Groups;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>
/// a = w + decay (a - w) for several slots a and w with one decay: the Subtract, MultiplyAdd and assign of each in one pass that writes nothing but a. Slots are consecutive values; their padding
/// is zero and stays so.
/// </summary>
internal sealed unsafe class MovingAverageKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly (Address Average, Address Value, int Count)[] slots;
    private readonly Address decay;

    /// <param name="instructions">Subtract, MultiplyAdd and assign of each slot, as <see cref="InstructionGroups"/> finds them.</param>
    /// <param name="compiler">Resolves values.</param>
    public MovingAverageKernel(IReadOnlyList<Instruction> instructions, ProgramCompiler compiler)
    {
        decay = compiler.Read(instructions[1].Inputs[0]);
        slots = [.. instructions.Chunk(3).Select(three => (compiler.Write(three[2].Output), compiler.Read(three[0].Inputs[1]), three[2].Output.State!.Length))];
    }

    public override void Run(Frame* frame)
    {
        float d = *decay.At(frame);
        foreach ((Address average, Address value, int count) in slots)
            OptimizerKernels<TLanes>.MovingAverage(average.At(frame), value.At(frame), count, d);
    }
}
