using System.Runtime.InteropServices;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Runtime;

/// <summary>Models of a launch that run side by side, with the memory that they need while they do.</summary>
internal sealed class LaunchBatch : IDisposable
{
    private readonly List<DeviceBuffer> rented = [];
    private readonly DeviceRuntime device;
    private readonly MergedLaunch launch;
    private readonly DeviceBuffer[] outputs;
    private readonly int first;

    /// <summary>Takes the memory and fills in the arguments.</summary>
    /// <param name="device">The device.</param>
    /// <param name="launch">The launch; its part is pinned.</param>
    /// <param name="stream">The stream that it runs in.</param>
    /// <param name="first">First target.</param>
    /// <param name="groups">Number of targets.</param>
    /// <param name="scratchFloats">Floats of scratch per group.</param>
    /// <param name="inputs">The input streams on the device.</param>
    /// <exception cref="OutOfDeviceMemoryException">It does not fit; nothing is held then.</exception>
    public LaunchBatch(DeviceRuntime device, MergedLaunch launch, IDeviceStream stream, int first, int groups, int scratchFloats, IReadOnlyList<DeviceBuffer> inputs)
    {
        this.device = device;
        this.launch = launch;
        Stream = stream;
        this.first = first;
        Groups = groups;
        try
        {
            DeviceBuffer models = Rent((long)groups * sizeof(int));
            DeviceBuffer places = Rent((long)groups * sizeof(int));
            DeviceBuffer scratch = Rent(Math.Max(1, (long)groups * scratchFloats) * sizeof(float));
            outputs = [.. launch.Program.Outputs.Select(o => launch.Wants(o.Index) ? Rent(groups * o.LengthPerModel(launch.First.StepCount) * sizeof(float)) : scratch)];
            int[] numbers = new int[groups];
            for (int group = 0; group < groups; group++)
                numbers[group] = launch.Targets[first + group].Model;
            Stream.Write(models, 0, MemoryMarshal.AsBytes(numbers.AsSpan()));
            for (int group = 0; group < groups; group++)
                numbers[group] = group;
            Stream.Write(places, 0, MemoryMarshal.AsBytes(numbers.AsSpan()));
            Blocks = [launch.Part.State.Buffer!, launch.Part.Hypers.Buffer!, launch.Part.Seeds!, launch.Part.Status!, models, scratch, unchecked((uint)launch.First.FirstStep)];
            Streams = StreamArguments(places, inputs);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Number of groups: one per model.</summary>
    public int Groups { get; }

    /// <summary>The stream that it runs in.</summary>
    public IDeviceStream Stream { get; }

    /// <summary>The first arguments of every kernel: what belongs to models, scratch, and the number of the launch's first step.</summary>
    public IReadOnlyList<KernelArgument> Blocks { get; }

    /// <summary>The arguments after the steps of a call: length of the launch, places, data buffers, streams.</summary>
    public IReadOnlyList<KernelArgument> Streams { get; }

    /// <summary>A hyper value of each model.</summary>
    /// <param name="offset">Where it is in the hyper values of a model.</param>
    public IEnumerable<float> HyperValues(int offset)
    {
        for (int group = 0; group < Groups; group++)
            yield return launch.Part.Hypers.Read(launch.Targets[first + group].Model, device.Transfers)[offset];
    }

    /// <summary>After the last step: brings statuses and output streams to the host.</summary>
    /// <param name="labelOf">What a status word at a position means.</param>
    public void Collect(Func<int, int, string> labelOf)
    {
        int firstModel = launch.Targets[first].Model, lastModel = launch.Targets[first + Groups - 1].Model;
        int[] status = new int[2 * (lastModel - firstModel + 1)];
        Stream.Read(launch.Part.Status!, (long)firstModel * 2 * sizeof(int), MemoryMarshal.AsBytes(status.AsSpan()));
        int[] ended = new int[Groups];
        for (int group = 0; group < Groups; group++)
        {
            int model = launch.Targets[first + group].Model, word = 2 * (model - firstModel);
            ended[group] = status[word] == 0 ? -1 : status[word + 1];
            if (status[word] != 0)
                launch.Ensemble.SetDiverged(launch.Part.FirstModel + model, launch.First.FirstStep + status[word + 1], labelOf(status[word], status[word + 1]));
        }

        foreach (ProgramStream output in launch.Program.Outputs)
        {
            if (launch.Wants(output.Index))
                Collect(output, ended);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (DeviceBuffer buffer in rented)
            device.Memory.Return(buffer);
        rented.Clear();
    }

    private void Collect(ProgramStream output, int[] ended)
    {
        long length = output.LengthPerModel(launch.First.StepCount);
        for (int group = 0; group < Groups;)
        {
            LaunchTarget target = launch.Targets[first + group];
            Memory<float> destination = target.Launch.Outputs[output.Index]!.Value.Slice(checked((int)(target.Place * length)));
            if (ended[group] >= 0)
            {
                CollectUntil(output, group, ended[group], destination.Span[..(int)length]);
                group++;
                continue;
            }

            // Neighbours on the device that are neighbours on the host come at once.
            int run = 1;
            while (group + run < Groups && ended[group + run] < 0 && launch.Targets[first + group + run] is var next && next.Launch == target.Launch && next.Place == target.Place + run)
                run++;
            Stream.Read(outputs[output.Index], group * length * sizeof(float), MemoryMarshal.AsBytes(destination.Span[..checked((int)(run * length))]));
            group += run;
        }
    }

    // A model that diverged has written the steps up to that one; what the host holds for the others stays.
    private void CollectUntil(ProgramStream output, int group, int position, Span<float> destination)
    {
        float[] values = new float[destination.Length];
        Stream.Read(outputs[output.Index], (long)group * values.Length * sizeof(float), MemoryMarshal.AsBytes(values.AsSpan()));
        int width = values.Length / output.Shape.Rows, written = (position + 1) * output.Shape.Columns;
        for (int row = 0; row < output.Shape.Rows; row++)
            values.AsSpan(row * width, written).CopyTo(destination[(row * width)..]);
    }

    private KernelArgument[] StreamArguments(DeviceBuffer places, IReadOnlyList<DeviceBuffer> inputs)
    {
        uint mask = 0;
        foreach (ProgramStream output in launch.Program.Outputs)
            mask |= launch.Wants(output.Index) ? 1u << output.Index : 0;
        var list = new List<KernelArgument> { launch.First.StepCount, places };
        foreach (DeviceBuffer buffer in (DeviceBuffer[])[.. device.Data.Of(launch.Ensemble.Definition), .. inputs, .. outputs])
            list.Add(buffer);
        list.Add(mask);
        return [.. list];
    }

    private DeviceBuffer Rent(long bytes)
    {
        DeviceBuffer buffer = device.Memory.Rent(bytes);
        rented.Add(buffer);
        return buffer;
    }
}
