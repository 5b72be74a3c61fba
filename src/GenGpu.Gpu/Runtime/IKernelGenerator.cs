using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Runtime;

/// <summary>Turns programs into kernels; the code generator, or hand-written kernels in tests.</summary>
internal interface IKernelGenerator
{
    /// <summary>Writes the kernel of a program.</summary>
    /// <param name="definition">What the program belongs to.</param>
    /// <param name="program">The program, or the quiet form of one.</param>
    /// <param name="target">The device.</param>
    ProgramSource Generate(ModelDefinition definition, Program program, KernelTarget target);

    /// <summary>Writes the form in which several groups share a model; null where there is none.</summary>
    /// <param name="definition">What the program belongs to.</param>
    /// <param name="program">The program, or the quiet form of one.</param>
    /// <param name="target">The device.</param>
    WideProgram? GenerateWide(ModelDefinition definition, Program program, KernelTarget target);

    /// <summary>Whether that form is the faster one. Both give the same bits.</summary>
    /// <param name="definition">What the program belongs to.</param>
    /// <param name="program">The program.</param>
    /// <param name="target">The device.</param>
    /// <param name="modelCount">Models that run side by side.</param>
    /// <param name="computeUnits">Multiprocessors of the device.</param>
    bool IsWideBetter(ModelDefinition definition, Program program, KernelTarget target, int modelCount, int computeUnits);
}
