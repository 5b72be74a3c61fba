using GenGpu.Core.Programs;
using GenGpu.Cpu.Binding.Groups;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>Makes the kernel of an instruction. There is one binder per register width; all give the same bits.</summary>
internal abstract class KernelBinder
{
    /// <summary>What the kernels use, for <c>gengpu devices</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Ops that have a body, for the test that compares them with the op table.</summary>
    public abstract IReadOnlyCollection<OpDefinition> Ops { get; }

    /// <summary>The binder for the widest registers of this machine.</summary>
    public static KernelBinder ForThisMachine() => Create(LaneSelection.Selected);

    /// <summary>The binder for a register width.</summary>
    public static KernelBinder Create(LaneWidth width) => width switch
    {
        LaneWidth.Bits512 => new KernelBinder<Lanes512>(width),
        LaneWidth.Bits256 => new KernelBinder<Lanes256>(width),
        _ => new KernelBinder<Lanes128>(width),
    };

    /// <summary>The kernel of a group of instructions.</summary>
    /// <param name="group">What <see cref="InstructionGroups"/> found: one instruction, or several that one kernel runs.</param>
    /// <param name="compiler">Resolves values.</param>
    public abstract CpuKernel Bind(InstructionGroup group, ProgramCompiler compiler);

    /// <summary>A kernel that copies a value.</summary>
    public abstract CpuKernel Copy(Address from, Address to);
}
