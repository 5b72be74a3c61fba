using System.Runtime.InteropServices;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Runtime;

/// <summary>Models of a launch that run side by side, with the memory that they need while they do.</summary>
internal sealed class LaunchBatch : IDisposable
{
    private const int PositionArgument = 7;
    private const int PositionsArgument = 8;
    private readonly List<DeviceBuffer> rented = [];
    private readonly DeviceRuntime device;
    private readonly MergedLaunch launch;
    private readonly IDeviceStream stream;
    private readonly DeviceBuffer[] outputs;
    private readonly KernelArgument[] arguments;
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
        this.stream = stream;
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
            stream.Write(models, 0, MemoryMarshal.AsBytes(numbers.AsSpan()));
            for (int group = 0; group < groups; group++)
                numbers[group] = group;
            stream.Write(places, 0, MemoryMarshal.AsBytes(numbers.AsSpan()));
            arguments = Arguments(models, scratch, places, inputs);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Number of groups: one per model.</summary>
    public int Groups { get; }

    /// <summary>Starts a kernel on some steps.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="position">First step, from the launch's first.</param>
    /// <param name="positions">Number of steps.</param>
    public IDeviceEvent Start(IDeviceKernel kernel, int position, int positions)
    {
        arguments[PositionArgument] = position;
        arguments[PositionsArgument] = positions;
        return stream.Launch(kernel, Groups, arguments);
    }

    /// <summary>After the last step: brings statuses and output streams to the host.</summary>
    /// <param name="labelOf">What a status word at a position means.</param>
    public void Collect(Func<int, int, string> labelOf)
    {
        int firstModel = launch.Targets[first].Model, lastModel = launch.Targets[first + Groups - 1].Model;
        int[] status = new int[2 * (lastModel - firstModel + 1)];
        stream.Read(launch.Part.Status!, (long)firstModel * 2 * sizeof(int), MemoryMarshal.AsBytes(status.AsSpan()));
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
            stream.Read(outputs[output.Index], group * length * sizeof(float), MemoryMarshal.AsBytes(destination.Span[..checked((int)(run * length))]));
            group += run;
        }
    }

    // A model that diverged has written the steps up to that one; what the host holds for the others stays.
    private void CollectUntil(ProgramStream output, int group, int position, Span<float> destination)
    {
        float[] values = new float[destination.Length];
        stream.Read(outputs[output.Index], (long)group * values.Length * sizeof(float), MemoryMarshal.AsBytes(values.AsSpan()));
        int width = values.Length / output.Shape.Rows, written = (position + 1) * output.Shape.Columns;
        for (int row = 0; row < output.Shape.Rows; row++)
            values.AsSpan(row * width, written).CopyTo(destination[(row * width)..]);
    }

    private KernelArgument[] Arguments(DeviceBuffer models, DeviceBuffer scratch, DeviceBuffer places, IReadOnlyList<DeviceBuffer> inputs)
    {
        EnsemblePart part = launch.Part;
        uint mask = 0;
        foreach (ProgramStream output in launch.Program.Outputs)
            mask |= launch.Wants(output.Index) ? 1u << output.Index : 0;
        var list = new List<KernelArgument>
        {
            part.State.Buffer!, part.Hypers.Buffer!, part.Seeds!, part.Status!, models, scratch,
            unchecked((uint)launch.First.FirstStep), 0, 0, launch.First.StepCount, places,
        };
        foreach (DeviceBuffer buffer in device.Data.Of(launch.Ensemble.Definition))
            list.Add(buffer);
        foreach (DeviceBuffer input in inputs)
            list.Add(input);
        foreach (DeviceBuffer output in outputs)
            list.Add(output);
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
