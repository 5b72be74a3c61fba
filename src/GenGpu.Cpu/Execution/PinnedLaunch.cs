using System.Buffers;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Execution;

/// <summary>A launch whose streams are pinned for its duration.</summary>
internal sealed unsafe class PinnedLaunch : IDisposable
{
    private readonly MemoryHandle[] outputs;
    private readonly MemoryHandle[] inputs;

    public PinnedLaunch(Launch launch, CompiledProgram full, CompiledProgram quiet)
    {
        Launch = launch;
        Full = full;
        Quiet = quiet;
        Ensemble = (CpuEnsemble)launch.Ensemble;
        Ensemble.RequireMemory();
        outputs = [.. launch.Outputs.Select(o => o?.Pin() ?? default)];
        inputs = [.. launch.Inputs.Select(i => i.Pin())];
    }

    public Launch Launch { get; }

    public CompiledProgram Full { get; }

    public CompiledProgram Quiet { get; }

    public CpuEnsemble Ensemble { get; }

    /// <summary>Points a frame's streams at a model's share.</summary>
    public void Connect(Frame* frame, int model)
    {
        frame->LaunchSteps = Launch.StepCount;
        IReadOnlyList<ProgramStream> streams = Launch.Program.Outputs;
        for (int i = 0; i < streams.Count; i++)
        {
            float* start = i < outputs.Length ? (float*)outputs[i].Pointer : null;
            frame->Outputs[i] = start is null ? null : start + ((model - Launch.FirstModel) * streams[i].LengthPerModel(Launch.StepCount));
        }

        for (int i = 0; i < inputs.Length; i++)
            frame->Inputs[i] = (float*)inputs[i].Pointer;
    }

    public void Dispose()
    {
        foreach (MemoryHandle handle in outputs)
            handle.Dispose();
        foreach (MemoryHandle handle in inputs)
            handle.Dispose();
    }
}
