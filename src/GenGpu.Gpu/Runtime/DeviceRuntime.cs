using System.Runtime.CompilerServices;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Runtime;

/// <summary>One device at work: its memory, its compiled programs, and launches in several streams side by side.</summary>
internal sealed class DeviceRuntime : IDisposable
{
    // Small ensembles of different shape fill a device only together.
    private const int StreamCount = 8;
    private readonly IKernelGenerator generator;
    private readonly ConditionalWeakTable<Program, CompiledProgram> compiled = [];
    private readonly Stack<IDeviceStream> idleStreams = [];
    private readonly List<IDeviceStream> streams = [];

    /// <summary>Puts a device to work.</summary>
    /// <param name="device">The device; disposed with this.</param>
    /// <param name="generator">Writes kernels.</param>
    public DeviceRuntime(IGpuDevice device, IKernelGenerator generator)
    {
        this.generator = generator;
        Device = device;
        Memory = new DeviceMemory(device);
        Data = new SharedData(this);
        Transfers = device.CreateStream();
    }

    /// <summary>The device.</summary>
    public IGpuDevice Device { get; }

    /// <summary>Its memory.</summary>
    public DeviceMemory Memory { get; }

    /// <summary>Data buffers of definitions.</summary>
    public SharedData Data { get; }

    /// <summary>The stream of copies between launches.</summary>
    public IDeviceStream Transfers { get; }

    /// <summary>The kernels of a program.</summary>
    /// <param name="definition">Its definition.</param>
    /// <param name="program">The program.</param>
    public CompiledProgram Compiled(ModelDefinition definition, Program program) => compiled.GetValue(program, p => new CompiledProgram(Device, generator, definition, p));

    /// <summary>Runs launches. Parts whose states do not fit together run in turn.</summary>
    /// <param name="launches">Launches on parts of this device; no model is in two.</param>
    public void Run(IReadOnlyList<MergedLaunch> launches)
    {
        for (int begin = 0; begin < launches.Count;)
        {
            var together = new List<MergedLaunch>();
            try
            {
                while (begin + together.Count < launches.Count && TryPin(launches[begin + together.Count].Part, mayFail: together.Count > 0))
                    together.Add(launches[begin + together.Count]);
                RunTogether(together);
            }
            finally
            {
                together.ForEach(launch => launch.Part.Unpin());
            }

            begin += together.Count;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, CompiledProgram program) in compiled)
            program.Dispose();
        compiled.Clear();
        Memory.Dispose();
        streams.ForEach(stream => stream.Dispose());
        Transfers.Dispose();
        Device.Dispose();
    }

    private static bool TryPin(EnsemblePart part, bool mayFail)
    {
        try
        {
            part.Pin();
            return true;
        }
        catch (OutOfDeviceMemoryException) when (mayFail)
        {
            return false;
        }
    }

    private void RunTogether(List<MergedLaunch> launches)
    {
        foreach (EnsemblePart part in launches.Select(launch => launch.Part).Distinct())
            Transfers.Clear(part.Status!, 0, part.ModelCount * 2L * sizeof(int));
        foreach (MergedLaunch launch in launches)
        {
            int first = launch.Targets[0].Model, count = launch.Targets[^1].Model - first + 1;
            launch.Part.State.Upload(first, count, Transfers);
            launch.Part.Hypers.Upload(first, count, Transfers);
        }

        // The other streams do not wait for this one by themselves.
        Transfers.Wait();
        foreach (MergedLaunch launch in launches)
            launch.Part.State.ChangedOnDevice(launch.Targets[0].Model, launch.Targets[^1].Model - launch.Targets[0].Model + 1);

        var waiting = new Queue<MergedLaunch>(launches);
        var running = new Queue<RunningLaunch>();
        try
        {
            while (waiting.Count > 0 || running.Count > 0)
            {
                while (waiting.Count > 0 && running.Count < StreamCount && TryBegin(waiting.Peek(), running))
                    waiting.Dequeue();
                RunningLaunch oldest = running.Peek();
                oldest.Finish();
                if (!oldest.IsDone)
                    StartOrStall(oldest, mayStall: running.Count > 1);
                running.Dequeue();
                if (!oldest.IsDone)
                    running.Enqueue(oldest);
                else
                    End(oldest);
            }
        }
        finally
        {
            // After an error: what is still on its way must end before its memory is used again.
            foreach (RunningLaunch left in running)
            {
                left.Abandon();
                End(left);
            }
        }
    }

    // Memory that other launches hold comes back when they end: until then this one waits.
    private static void StartOrStall(RunningLaunch launch, bool mayStall)
    {
        try
        {
            launch.Start();
        }
        catch (OutOfDeviceMemoryException) when (mayStall)
        {
            // Tried again at its next turn.
        }
    }

    private bool TryBegin(MergedLaunch launch, Queue<RunningLaunch> running)
    {
        if (!idleStreams.TryPop(out IDeviceStream? stream))
            streams.Add(stream = Device.CreateStream());
        RunningLaunch begun;
        try
        {
            begun = new RunningLaunch(this, launch, stream);
        }
        catch (Exception e)
        {
            idleStreams.Push(stream);
            if (e is OutOfDeviceMemoryException && running.Count > 0)
                return false;
            throw;
        }

        running.Enqueue(begun);
        StartOrStall(begun, mayStall: running.Count > 1);
        return true;
    }

    private void End(RunningLaunch launch)
    {
        launch.Dispose();
        idleStreams.Push(launch.Stream);
    }
}
