using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Cpu.Binding;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Simd;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>Runs programs with one kernel per instruction and with kernels for groups of them, at every register width: nobody may see a difference.</summary>
internal static class GroupedPrograms
{
    /// <summary>Asserts that two steps leave the same bits in every slot, however the instructions are grouped and whatever the registers.</summary>
    /// <param name="model">A model whose program "train" is run. Its slots start with random values.</param>
    /// <param name="sliceSize">Samples per slice.</param>
    /// <returns>The slots afterwards.</returns>
    public static float[][] AssertSameBits(ModelDefinition model, int sliceSize)
    {
        float[][]? expected = null;
        foreach (LaneWidth width in LaneSelection.Supported)
        {
            foreach (bool isGrouped in new[] { false, true })
            {
                float[][] actual = Run(model, sliceSize, width, isGrouped);
                expected ??= actual;
                for (int i = 0; i < expected.Length; i++)
                    Widths.AssertSameBits(expected[i], actual[i], $"{model.State[i].Name} at {(int)width} bits, {(isGrouped ? "in groups" : "one by one")}");
            }
        }

        return expected!;
    }

    private static float[][] Run(ModelDefinition model, int sliceSize, LaneWidth width, bool isGrouped)
    {
        using var accelerator = new CpuAccelerator(1);
        using IEnsemble ensemble = accelerator.CreateEnsemble(model, [3]);
        var random = new Random(7);
        foreach (StateSlot slot in model.State)
            ensemble.Write(0, slot, [.. Enumerable.Range(0, (int)slot.Shape.ElementCount).Select(_ => (float)(random.NextDouble() - 0.5))]);
        Launch launch = Training.Steps(ensemble, 0, 2);
        using CompiledProgram compiled = CompiledProgram.Compile(launch.Program, KernelBinder.Create(width), sliceSize, isGrouped: isGrouped);
        using var pinned = new PinnedLaunch(launch, compiled, compiled);
        using var worker = new Worker();
        Interpreter.Advance(worker, new WorkItem(pinned, 0), 2);
        return [.. model.State.Select(slot => Training.State(ensemble, 0, slot))];
    }
}
