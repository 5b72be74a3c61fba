using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Runtime;

/// <summary>The code generator, as the runtime asks it.</summary>
internal sealed class ProgramKernels : IKernelGenerator
{
    /// <inheritdoc/>
    public ProgramSource Generate(ModelDefinition definition, Program program, KernelTarget target)
    {
        GeneratedKernel kernel = ProgramKernel.Generate(definition, program, target);
        return new ProgramSource(new KernelSource(kernel.EntryPoint, kernel.Source, kernel.Lanes, kernel.SharedBytes), kernel.ScratchFloats, kernel.Labels);
    }
}
