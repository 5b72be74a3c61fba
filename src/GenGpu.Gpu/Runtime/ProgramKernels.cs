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

    /// <inheritdoc/>
    public WideProgram? GenerateWide(ModelDefinition definition, Program program, KernelTarget target) => WideKernel.Generate(definition, program, target, "gg_wide");

    /// <inheritdoc/>
    public bool IsWideBetter(ModelDefinition definition, Program program, KernelTarget target, int modelCount, int computeUnits) =>
        GenerateWide(definition, program, target) is { } wide && FormRule.IsWideBetter(program, ProgramKernel.Generate(definition, program, target), wide, modelCount, computeUnits);
}
