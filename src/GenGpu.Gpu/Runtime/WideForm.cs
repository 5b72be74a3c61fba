using System.Diagnostics;
using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Runtime;

/// <summary>A list of kernels per step, in each of which several groups share a model; the order of the stream is the barrier between them.</summary>
internal sealed class WideForm : ProgramForm
{
    private readonly WideProgram program;
    private readonly Dictionary<string, IDeviceKernel> kernels;

    /// <param name="program">The program.</param>
    /// <param name="device">Compiles it.</param>
    public WideForm(WideProgram program, IGpuDevice device)
        : base(program.ScratchFloats, program.Labels)
    {
        this.program = program;
        string[] names = [.. program.EntryPoints.Distinct()];
        IReadOnlyList<IDeviceKernel> compiled = device.Compile([.. names.Select(name => new KernelSource(name, program.Source, program.Lanes, program.SharedBytes))]);
        kernels = names.Zip(compiled).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <inheritdoc/>
    public override IDeviceEvent Start(LaunchBatch batch, int position, int positions)
    {
        long begin = Stopwatch.GetTimestamp();
        int positionArgument = batch.Blocks.Count;
        KernelArgument[] arguments = [.. batch.Blocks, position, .. batch.Streams, .. Enumerable.Repeat<KernelArgument>(0, WideProgram.MaximumDepth)];
        var one = new Grid(1, batch.Groups);
        batch.Stream.Enqueue(kernels[program.BeginEntryPoint], one, arguments);
        for (int step = position; step < position + positions; step++)
        {
            arguments[positionArgument] = step;
            Step(batch, program.Step, arguments, arguments.Length - WideProgram.MaximumDepth);
            if (step < position + positions - 1)
                batch.Stream.Enqueue(kernels[program.EndEntryPoint], one, arguments);
        }

        return new SequenceEvent(batch.Stream.Launch(kernels[program.EndEntryPoint], one, arguments), begin);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (IDeviceKernel kernel in kernels.Values)
            kernel.Dispose();
    }

    private void Step(LaunchBatch batch, IReadOnlyList<WideNode> nodes, KernelArgument[] arguments, int index)
    {
        foreach (WideNode node in nodes)
        {
            if (node is WideCall call)
            {
                batch.Stream.Enqueue(kernels[call.EntryPoint], new Grid(call.Groups, batch.Groups), arguments);
                continue;
            }

            var repeat = (WideRepeat)node;
            int count = Largest(batch, repeat.Count);
            for (int i = 0; i < count; i++)
            {
                arguments[index] = i;
                Step(batch, repeat.Body, arguments, index + 1);
            }

            arguments[index] = 0;
        }
    }

    // Models with a smaller count return at once from what is not theirs.
    private static int Largest(LaunchBatch batch, RepeatCount count) =>
        count.Hyper is not { } slot ? count.Resolve(0) : batch.HyperValues(slot.Offset).Max(count.Resolve);

    /// <summary>The end of many kernels; the time is that from the first one's start on the host.</summary>
    private sealed class SequenceEvent(IDeviceEvent last, long begin) : IDeviceEvent
    {
        public double Wait()
        {
            last.Wait();
            return Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }

        public void Dispose() => last.Dispose();
    }
}
