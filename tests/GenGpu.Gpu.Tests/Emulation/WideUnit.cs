using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>The wide forms of many programs, compiled as C++; the host's part is played here.</summary>
internal sealed class WideUnit : IEmulatedPrograms
{
    private readonly Dictionary<Program, WideProgram> programs = [];
    private readonly Dictionary<string, int> indices = [];
    private readonly CompiledKernels compiled;
    private uint order;

    public WideUnit(IEnumerable<ModelDefinition> definitions, KernelTarget target, bool asThreads = false)
    {
        foreach ((ModelDefinition definition, Program program) in definitions.SelectMany(d => d.Programs.SelectMany(p => new[] { p, p.Quiet }).Distinct().Select(p => (d, p))))
            programs.Add(program, WideKernel.Generate(definition, program, target, $"k{programs.Count}")!);
        foreach (string name in programs.Values.SelectMany(p => p.EntryPoints))
            indices.Add(name, indices.Count);
        Lanes = programs.Values.First().Lanes;
        compiled = new CompiledKernels(
            KernelLibrary.Prelude(target, Lanes, isWide: true, isArenaShared: false), string.Concat(programs.Values.Select(p => p.Body)), [.. indices.Keys], asThreads);
    }

    /// <inheritdoc/>
    public int Lanes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels(Program program) => programs[program].Labels;

    /// <inheritdoc/>
    public int ScratchFloats(Program program) => programs[program].ScratchFloats;

    /// <inheritdoc/>
    public void Run(Program program, EmulatedCall call)
    {
        WideProgram wide = programs[program];
        Start(wide, wide.BeginEntryPoint, 1, call, call.FirstPosition, []);
        for (int position = call.FirstPosition; position < call.FirstPosition + call.Positions; position++)
        {
            Nodes(wide, wide.Step, call, position, []);
            Start(wide, wide.EndEntryPoint, 1, call, position, []);
        }
    }

    public void Dispose() => compiled.Dispose();

    private void Nodes(WideProgram wide, IReadOnlyList<WideNode> nodes, EmulatedCall call, int position, int[] indicesOfRepeats)
    {
        foreach (WideNode node in nodes)
        {
            if (node is WideCall kernel)
            {
                Start(wide, kernel.EntryPoint, kernel.Groups, call, position, indicesOfRepeats);
                continue;
            }

            var repeat = (WideRepeat)node;
            int count = repeat.Count.Resolve(repeat.Count.Hyper is { } hyper ? call.LargestHyper(hyper.Offset) : 0f);
            for (int i = 0; i < count; i++)
                Nodes(wide, repeat.Body, call, position, [.. indicesOfRepeats, i]);
        }
    }

    private void Start(WideProgram wide, string entryPoint, int groups, EmulatedCall call, int position, int[] indicesOfRepeats)
    {
        var arguments = new ArgumentList();
        call.AddBlocks(arguments);
        arguments.Add((uint)position);
        call.AddStreams(arguments);
        for (int i = 0; i < WideProgram.MaximumDepth; i++)
            arguments.Add((uint)(i < indicesOfRepeats.Length ? indicesOfRepeats[i] : 0));
        compiled.Run(indices[entryPoint], arguments, groups, call.Models, Lanes, wide.SharedBytes, call.Order + order++);
    }
}
