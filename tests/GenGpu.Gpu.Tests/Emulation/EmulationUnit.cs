using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>The fused kernels of many programs, generated for CUDA and compiled as C++ in one go.</summary>
internal sealed class EmulationUnit : IEmulatedPrograms
{
    private readonly Dictionary<Program, int> indices = [];
    private readonly List<GeneratedKernel> kernels = [];
    private readonly CompiledKernels compiled;

    /// <param name="definitions">What to compile: all programs of each, and their quiet forms.</param>
    /// <param name="target">The device to pretend: at most 64 lanes, so that all programs have as many.</param>
    /// <param name="spoil">A change to the generated text, to plant a bug.</param>
    /// <param name="asThreads">One thread per lane under ThreadSanitizer, instead of fibers.</param>
    public EmulationUnit(IEnumerable<ModelDefinition> definitions, KernelTarget target, Func<string, string>? spoil = null, bool asThreads = false)
    {
        foreach ((ModelDefinition definition, Program program) in definitions.SelectMany(d => d.Programs.SelectMany(p => new[] { p, p.Quiet }).Distinct().Select(p => (d, p))))
        {
            indices.Add(program, kernels.Count);
            kernels.Add(ProgramKernel.Generate(definition, program, target, $"k{kernels.Count}"));
        }

        Lanes = kernels[0].Lanes;
        string body = string.Concat(kernels.Select(k => k.Body));
        compiled = new CompiledKernels(
            KernelLibrary.Prelude(target, Lanes, isWide: false, isArenaShared: true), spoil is null ? body : spoil(body), [.. kernels.Select(k => k.EntryPoint)], asThreads);
    }

    /// <inheritdoc/>
    public int Lanes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels(Program program) => kernels[indices[program]].Labels;

    /// <inheritdoc/>
    public int ScratchFloats(Program program) => kernels[indices[program]].ScratchFloats;

    /// <inheritdoc/>
    public void Run(Program program, EmulatedCall call)
    {
        GeneratedKernel kernel = kernels[indices[program]];
        var arguments = new ArgumentList();
        call.AddBlocks(arguments);
        arguments.Add((uint)call.FirstPosition).Add((uint)call.Positions);
        call.AddStreams(arguments);
        compiled.Run(indices[program], arguments, call.Models, 1, Lanes, kernel.SharedBytes, call.Order);
    }

    public void Dispose() => compiled.Dispose();
}
