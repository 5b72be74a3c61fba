using System.Globalization;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu;

/// <summary>
/// Runs programs on one device or several of one kind: one kernel per program, one group per model, many training steps per call. States stay
/// on the device; the host sees them on demand. The bits of a model do not depend on the device's load, on its neighbours, on order, or on how many devices there are.
/// </summary>
public sealed class GpuAccelerator : IAccelerator, IMeasuredCeilings
{
    private readonly DeviceRuntime[] devices;
    private readonly long[] load;
    private readonly Lock running = new();
    private readonly GpuBufferKernels buffers;
    private Action<string> notice = _ => { };

    /// <summary>Puts devices to work.</summary>
    /// <param name="name">Name as in <c>--accelerator</c>, without a device: opencl or cuda.</param>
    /// <param name="devices">The devices, at least one; disposed with this.</param>
    /// <param name="generator">Writes kernels.</param>
    internal GpuAccelerator(string name, IReadOnlyList<IGpuDevice> devices, IKernelGenerator generator)
    {
        Name = name;
        this.devices = [.. devices.Select(device => new DeviceRuntime(device, generator))];
        buffers = new GpuBufferKernels(this.devices[0], running);
        load = new long[devices.Count];
        foreach (DeviceRuntime device in this.devices)
            device.Memory.Notice = sentence => notice(sentence);
        DeviceFacts first = devices[0].Facts;
        string hardware = devices.Count == 1 ? $"{first.Name}, {first.Hardware}" : string.Join(" + ", devices.Select(device => $"{device.Facts.Name}, {device.Facts.Hardware}"));
        Info = new AcceleratorInfo(hardware, devices.Sum(device => device.Facts.ComputeUnits), devices.Sum(device => device.Facts.MemoryBytes), first.Driver);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public AcceleratorInfo Info { get; }

    /// <inheritdoc/>
    /// <remarks>They run on the first device.</remarks>
    public IBufferKernels Buffers => buffers;

    /// <inheritdoc/>
    public Ceilings MeasureCeilings()
    {
        lock (running)
        {
            Ceilings[] each = [.. devices.Select(device => DeviceCeilings.Measure(device.Device))];
            return new Ceilings(each.Sum(one => one.FlopsPerSecond), each.Sum(one => one.BytesPerSecond));
        }
    }

    /// <summary>Takes sentences that a user should know: that memory is short, and what was done about it.</summary>
    /// <param name="take">Receives them.</param>
    public void OnNotice(Action<string> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        notice = take;
    }

    /// <inheritdoc/>
    public IEnsemble CreateEnsemble(ModelDefinition definition, IReadOnlyList<ulong> seeds)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentOutOfRangeException.ThrowIfZero(seeds.Count, nameof(seeds));
        lock (running)
        {
            var parts = new List<EnsemblePart>();
            var users = new List<DeviceRuntime>();
            try
            {
                foreach ((int device, int first, int count) in Share(seeds.Count))
                {
                    AddData(devices[device], definition);
                    users.Add(devices[device]);
                    AddParts(parts, devices[device], definition, seeds, first, count);
                    load[device] += (long)count * definition.StateLength;
                }

                WriteDefaults(parts, definition);
                return new GpuEnsemble(this, definition, [.. seeds], parts, users);
            }
            catch
            {
                parts.ForEach(part => part.Dispose());
                users.ForEach(device => device.Data.Remove(definition));
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Run(IReadOnlyList<Launch> launches)
    {
        LaunchCheck.CheckAll(launches, ensemble => ensemble is GpuEnsemble own && own.Accelerator == this);
        lock (running)
        {
            foreach (Launch launch in launches)
                ((GpuEnsemble)launch.Ensemble).RequireMemory();
            IGrouping<DeviceRuntime, MergedLaunch>[] work = [.. MergedLaunch.Of(launches).GroupBy(launch => launch.Part.Device)];
            if (work.Length == 1)
                work[0].Key.Run([.. work[0]]);
            else
                RunSideBySide(work);
            if (devices.Length > 1)
                Rebalance(launches.Select(launch => (GpuEnsemble)launch.Ensemble).Distinct());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (running)
        {
            buffers.Dispose();
            foreach (DeviceRuntime device in devices)
                device.Dispose();
        }
    }

    /// <summary>Keeps launches out until the scope ends.</summary>
    internal Lock.Scope Exclusive() => running.EnterScope();

    /// <summary>Notes that an ensemble is gone.</summary>
    internal void Forget(GpuEnsemble ensemble)
    {
        foreach (EnsemblePart part in ensemble.Parts)
            load[Array.IndexOf(devices, part.Device)] -= (long)part.ModelCount * ensemble.Definition.StateLength;
    }

    private void Rebalance(IEnumerable<GpuEnsemble> ensembles)
    {
        foreach (GpuEnsemble ensemble in ensembles)
        {
            long[] before = [.. load];
            Forget(ensemble);
            if (!ensemble.Rebalance())
            {
                before.CopyTo(load, 0);
                continue;
            }

            foreach (EnsemblePart part in ensemble.Parts)
                load[Array.IndexOf(devices, part.Device)] += (long)part.ModelCount * ensemble.Definition.StateLength;
        }
    }

    private static void WriteDefaults(List<EnsemblePart> parts, ModelDefinition definition)
    {
        foreach (EnsemblePart part in parts)
        {
            for (int model = 0; model < part.ModelCount; model++)
            {
                Span<float> hypers = part.Hypers.Write(model, part.Device.Transfers);
                foreach (HyperSlot slot in definition.Hypers)
                {
                    for (int i = 0; i < slot.Defaults.Count; i++)
                        hypers[slot.Offset + i] = slot.Defaults[i];
                }
            }
        }
    }

    private static void RunSideBySide(IGrouping<DeviceRuntime, MergedLaunch>[] work)
    {
        Task[] tasks = [.. work.Select(part => Task.Factory.StartNew(() => part.Key.Run([.. part]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            Task.WaitAll(tasks);
        }
        catch (AggregateException error)
        {
            // The first device that failed speaks for all: one message, one exit code.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error.InnerExceptions[0]).Throw();
        }
    }

    // An ensemble is shared out in proportion to the multiprocessors, and anew when times are measured; one with fewer models than devices goes where least is.
    private IEnumerable<(int Device, int First, int Count)> Share(int count)
    {
        if (devices.Length == 1 || count < devices.Length)
        {
            yield return (Array.IndexOf(load, load.Min()), 0, count);
            yield break;
        }

        long units = devices.Sum(device => (long)device.Device.Facts.ComputeUnits), before = 0;
        for (int device = 0, first = 0; device < devices.Length; device++)
        {
            before += devices[device].Device.Facts.ComputeUnits;
            int end = device == devices.Length - 1 ? count : (int)Math.Round(count * (double)before / units);
            if (end > first)
                yield return (device, first, end - first);
            first = end;
        }
    }

    private static void AddData(DeviceRuntime device, ModelDefinition definition)
    {
        try
        {
            device.Data.Add(definition);
        }
        catch (OutOfDeviceMemoryException e)
        {
            long bytes = definition.Buffers.Sum(buffer => (long)buffer.Data.Length * sizeof(float));
            throw new UserErrorException($"The data of {definition.Name} ({Mebibytes(bytes)}) does not fit into the memory of {device.Device.Facts.Name}. Use fewer points, or --accelerator cpu.", 1, e);
        }
    }

    private void AddParts(List<EnsemblePart> parts, DeviceRuntime device, ModelDefinition definition, IReadOnlyList<ulong> seeds, int first, int count)
    {
        long each = EnsemblePart.BytesPerModel(definition.StateLength, definition.HyperLength);
        int largest = (int)Math.Clamp(device.Device.Facts.LargestAllocation / (Math.Max(1L, Math.Max(definition.StateLength, definition.HyperLength)) * sizeof(float)), 1, count);
        bool isShort = false;
        for (int begin = first; begin < first + count;)
        {
            int models = Math.Min(largest, first + count - begin);
            var part = new EnsemblePart(device, definition.Name, begin, [.. seeds.Skip(begin).Take(models)], definition.StateLength, definition.HyperLength);
            try
            {
                part.Load();
            }
            catch (OutOfDeviceMemoryException e)
            {
                long free = device.Memory.FreeForStates;
                if (models == 1)
                    throw new UserErrorException($"Not even one model of {definition.Name} ({Mebibytes(each)}) fits into the free memory of {device.Device.Facts.Name} ({Mebibytes(free)}). Train a smaller model, or use --accelerator cpu.", 1, e);
                largest = Math.Clamp((int)Math.Min(free / each, models - 1), 1, Math.Max(1, models / 2));
                isShort = true;
                continue;
            }

            parts.Add(part);
            begin += models;
        }

        if (isShort)
            notice(string.Create(CultureInfo.InvariantCulture, $"{device.Device.Facts.Name}: {count} models of {definition.Name} need {Mebibytes(count * each)}; {largest} fit at a time, so they run in turn in {parts.Count} parts"));
    }

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.##} MiB");
}
