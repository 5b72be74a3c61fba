using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Tests.Scenarios;

/// <summary>The code generator with a preference: several groups per model wherever there is such a form.</summary>
internal sealed class AlwaysWide : IKernelGenerator
{
    private readonly ProgramKernels kernels = new();

    public ProgramSource Generate(ModelDefinition definition, Program program, KernelTarget target) => kernels.Generate(definition, program, target);

    public WideProgram? GenerateWide(ModelDefinition definition, Program program, KernelTarget target) => kernels.GenerateWide(definition, program, target);

    public bool IsWideBetter(ModelDefinition definition, Program program, KernelTarget target, int modelCount, int computeUnits) => GenerateWide(definition, program, target) is not null;
}
