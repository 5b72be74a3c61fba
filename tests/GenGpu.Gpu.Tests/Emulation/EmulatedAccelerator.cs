using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>Runs the kernels of a unit on the CPU as an accelerator.</summary>
internal sealed unsafe class EmulatedAccelerator(IEmulatedPrograms unit, int callSteps = int.MaxValue) : IAccelerator
{
    private uint order = 1;

    public string Name => "emulation";

    public AcceleratorInfo Info => new("emulation", 1, 0, $"{unit.Lanes} lanes");

    public IBufferKernels Buffers => throw new NotSupportedException("The emulation runs programs only.");

    public IEnsemble CreateEnsemble(ModelDefinition definition, IReadOnlyList<ulong> seeds) => new EmulatedEnsemble(definition, seeds);

    public void Run(IReadOnlyList<Launch> launches)
    {
        LaunchCheck.CheckAll(launches, e => e is EmulatedEnsemble);
        foreach (Launch launch in launches)
            Run(launch);
    }

    public void Dispose()
    {
    }

    private void Run(Launch launch)
    {
        for (int position = 0; position < launch.StepCount;)
        {
            bool isLast = position == launch.StepCount - 1;
            int steps = isLast ? 1 : Math.Min(callSteps, launch.StepCount - 1 - position);
            Call(launch, isLast ? launch.Program : launch.Program.Quiet, position, steps);
            position += steps;
        }
    }

    private void Call(Launch launch, Program program, int firstPosition, int steps)
    {
        var ensemble = (EmulatedEnsemble)launch.Ensemble;
        int[] models = [.. Enumerable.Range(launch.FirstModel, launch.ModelCount).Where(m => launch.IncludeStopped || ensemble.Status(m).State == ModelState.Running)];
        if (models.Length == 0)
            return;
        int[] places = [.. models.Select(m => m - launch.FirstModel)];
        int[] statuses = new int[2 * ensemble.ModelCount];
        ulong[] seeds = [.. Enumerable.Range(0, ensemble.ModelCount).Select(ensemble.Seed)];
        using var scratch = new GuardedBlock(Math.Max(1, unit.ScratchFloats(program)) * models.Length);
        scratch.Span.Fill(float.NaN);
        GuardedBlock[] inputs = [.. launch.Inputs.Select(Copy)];
        GuardedBlock[] outputs = [.. program.Outputs.Select((o, i) => Output(launch, o, i))];
        uint mask = 0;
        for (int i = 0; i < launch.Outputs.Count; i++)
            mask |= launch.Outputs[i] is null ? 0u : 1u << i;

        fixed (int* modelPointer = models, placePointer = places, statusPointer = statuses)
        fixed (ulong* seedPointer = seeds)
        {
            (nint model, nint place, nint status, nint seed) = ((nint)modelPointer, (nint)placePointer, (nint)statusPointer, (nint)seedPointer);
            unit.Run(program, new EmulatedCall(
                models.Length, firstPosition, steps, order++,
                a => a.Add(ensemble.State).Add(ensemble.Hypers).Add((void*)seed, seeds.Length * sizeof(ulong)).Add((void*)status, statuses.Length * sizeof(int))
                    .Add((void*)model, models.Length * sizeof(int)).Add(scratch).Add((uint)launch.FirstStep),
                a => AddStreams(a.Add((uint)launch.StepCount).Add((void*)place, places.Length * sizeof(int)), [.. ensemble.Buffers, .. inputs, .. outputs], mask),
                offset => models.Max(m => ensemble.Hypers.Span[(m * ensemble.Definition.HyperLength) + offset])));
        }

        Finish(launch, unit.Labels(program), statuses, outputs, models);
        scratch.Check("scratch");
        foreach (GuardedBlock block in inputs.Concat(outputs))
            block.Dispose();
    }

    private static void AddStreams(ArgumentList arguments, IEnumerable<GuardedBlock> blocks, uint mask)
    {
        foreach (GuardedBlock block in blocks)
            arguments.Add(block);
        arguments.Add(mask);
    }

    private static void Finish(Launch launch, IReadOnlyList<string> labels, int[] statuses, GuardedBlock[] outputs, int[] models)
    {
        var ensemble = (EmulatedEnsemble)launch.Ensemble;
        ensemble.Check();
        foreach (int model in models.Where(m => statuses[2 * m] != 0))
            ensemble.SetStatus(model, new ModelStatus(ModelState.Diverged, launch.FirstStep + statuses[(2 * model) + 1], labels[statuses[2 * model] - 1]));
        for (int i = 0; i < launch.Outputs.Count; i++)
        {
            outputs[i].Check($"output {i}");
            if (launch.Outputs[i] is { } memory)
                outputs[i].Span.CopyTo(memory.Span);
        }
    }

    private static GuardedBlock Copy(ReadOnlyMemory<float> source)
    {
        var block = new GuardedBlock(source.Length);
        source.Span.CopyTo(block.Span);
        return block;
    }

    // Earlier calls of the launch have written a part already.
    private static GuardedBlock Output(Launch launch, ProgramStream stream, int index)
    {
        var block = new GuardedBlock((int)stream.LengthPerModel(launch.StepCount) * launch.ModelCount);
        if (index < launch.Outputs.Count && launch.Outputs[index] is { } memory)
            memory.Span.CopyTo(block.Span);
        return block;
    }
}
