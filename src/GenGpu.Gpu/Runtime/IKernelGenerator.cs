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
}
