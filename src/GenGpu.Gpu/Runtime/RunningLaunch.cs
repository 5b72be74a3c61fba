using System.Runtime.InteropServices;
using GenGpu.Core.Accelerators;

namespace GenGpu.Gpu.Runtime;

/// <summary>A launch on its way: batch after batch of models, and for each call after call of about a tenth of a second.</summary>
internal sealed class RunningLaunch : IDisposable
{
    // Scratch of many more groups than run at once would leave the cache; fewer would idle at the end of a batch.
    private const int GroupsPerUnit = 16;
    private readonly DeviceRuntime device;
    private readonly MergedLaunch launch;
    private readonly CompiledProgram program;
    private readonly bool isWide;
    private readonly List<DeviceBuffer> inputs = [];
    private readonly List<(ProgramForm Form, int Steps, IDeviceEvent End)> calls = [];
    private readonly (LaunchClock Clock, double Share)[] clocks;
    private LaunchBatch? batch;
    private int target;
    private int position;

    /// <summary>Puts the input streams on the device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="launch">The launch; its part is pinned.</param>
    /// <param name="stream">A stream that nothing else uses meanwhile.</param>
    public RunningLaunch(DeviceRuntime device, MergedLaunch launch, IDeviceStream stream)
    {
        this.device = device;
        this.launch = launch;
        Stream = stream;
        program = device.Compiled(launch.Ensemble.Definition, launch.Program);
        isWide = program.IsWideBetter(launch.Targets.Count);
        clocks = [.. launch.Targets.GroupBy(target => target.Launch.Clock).Where(group => group.Key is not null).Select(group => (group.Key!, group.Count() / (double)launch.Targets.Count))];
        try
        {
            foreach (ReadOnlyMemory<float> input in launch.First.Inputs)
            {
                DeviceBuffer buffer = device.Memory.Rent(Math.Max(1, (long)input.Length) * sizeof(float));
                inputs.Add(buffer);
                stream.Write(buffer, 0, MemoryMarshal.AsBytes(input.Span));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The stream.</summary>
    public IDeviceStream Stream { get; }

    /// <summary>Whether all models have done all steps.</summary>
    public bool IsDone => batch is null && target == launch.Targets.Count;

    private int StepCount => launch.First.StepCount;

    private ProgramForm Full => program.Form(isWide, isQuiet: false);

    private ProgramForm Quiet => program.Form(isWide, isQuiet: true);

    /// <summary>Starts the next call.</summary>
    public void Start()
    {
        batch ??= NextBatch();
        int last = StepCount - 1;
        if (program.IsAlwaysQuiet)
        {
            Call(Full, Math.Min(Full.Pace.Steps(batch.Groups), StepCount - position));
            return;
        }

        if (position < last)
            Call(Quiet, Math.Min(Quiet.Pace.Steps(batch.Groups), last - position));
        if (position == last)
            Call(Full, 1);
    }

    /// <summary>Waits for the call and, at the end of a batch, takes its results.</summary>
    public void Finish()
    {
        foreach ((ProgramForm form, int steps, IDeviceEvent end) in calls)
        {
            double seconds = end.Wait();
            end.Dispose();
            form.Pace.Note(batch!.Groups, steps, seconds);
            if (launch.First.ModelCount == launch.Ensemble.ModelCount)
                launch.Part.Note((long)batch.Groups * steps, seconds);
            foreach ((LaunchClock clock, double share) in clocks)
                clock.Add(seconds * share);
        }

        calls.Clear();
        // Without a batch it waits for memory.
        if (batch is null || position < StepCount)
            return;
        batch.Collect((status, at) => (at < StepCount - 1 ? Quiet : Full).Labels[status - 1]);
        target += batch.Groups;
        batch.Dispose();
        batch = null;
    }

    /// <summary>Waits for what is on its way without looking at how it ended.</summary>
    public void Abandon()
    {
        try
        {
            Stream.Wait();
        }
        catch (GpuException)
        {
            // The error that broke the call off is on its way to the caller and says more.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, _, IDeviceEvent end) in calls)
            end.Dispose();
        batch?.Dispose();
        foreach (DeviceBuffer input in inputs)
            device.Memory.Return(input);
        inputs.Clear();
    }

    private void Call(ProgramForm form, int steps)
    {
        calls.Add((form, steps, form.Start(batch!, position, steps)));
        position += steps;
    }

    private LaunchBatch NextBatch()
    {
        position = 0;
        int scratch = StepCount > 1 ? Math.Max(Full.ScratchFloats, Quiet.ScratchFloats) : Full.ScratchFloats;
        int groups = GroupLimit(scratch);
        while (true)
        {
            try
            {
                return new LaunchBatch(device, launch, Stream, target, groups, scratch, inputs);
            }
            catch (OutOfDeviceMemoryException) when (groups > 1)
            {
                groups = (groups + 1) / 2;
            }
        }
    }

    private int GroupLimit(int scratchFloats)
    {
        int units = Math.Max(1, device.Device.Facts.ComputeUnits);
        int groups = launch.Targets.Count - target;
        if (scratchFloats > 0)
            groups = Math.Min(groups, GroupsPerUnit * units);
        groups = (StepCount > 1 ? Quiet : Full).Pace.Groups(groups, units);
        long streams = launch.Program.Outputs.Where(o => launch.Wants(o.Index)).Select(o => o.LengthPerModel(StepCount) * sizeof(float)).DefaultIfEmpty(0).Max();
        long perGroup = Math.Max(streams, (long)scratchFloats * sizeof(float));
        return perGroup == 0 ? groups : (int)Math.Clamp(device.Device.Facts.LargestAllocation / 2 / perGroup, 1, groups);
    }
}
