using System.Globalization;
using System.Runtime.InteropServices;

namespace GenGpu.Gpu.Runtime;

/// <summary>Consecutive models of an ensemble that one device trains. Its memory is taken when it runs, and may move to the host while it does not.</summary>
internal sealed class EnsemblePart : IDisposable
{
    private readonly ulong[] seeds;
    private readonly string name;
    private int pins;

    /// <summary>Creates a part; its memory is taken by <see cref="Load"/>.</summary>
    /// <param name="device">The device.</param>
    /// <param name="name">Name of the definition.</param>
    /// <param name="firstModel">Index of its first model in the ensemble.</param>
    /// <param name="seeds">Seeds of its models.</param>
    /// <param name="stateLength">Floats of state per model.</param>
    /// <param name="hyperLength">Floats of hyper values per model.</param>
    public EnsemblePart(DeviceRuntime device, string name, int firstModel, ulong[] seeds, int stateLength, int hyperLength)
    {
        Device = device;
        FirstModel = firstModel;
        this.name = name;
        this.seeds = seeds;
        State = new MirroredBlock(seeds.Length, Math.Max(1, stateLength));
        Hypers = new MirroredBlock(seeds.Length, Math.Max(1, hyperLength));
    }

    /// <summary>The device.</summary>
    public DeviceRuntime Device { get; }

    /// <summary>Index of its first model in the ensemble.</summary>
    public int FirstModel { get; }

    /// <summary>Number of models.</summary>
    public int ModelCount => seeds.Length;

    /// <summary>The states.</summary>
    public MirroredBlock State { get; }

    /// <summary>The hyper values.</summary>
    public MirroredBlock Hypers { get; }

    /// <summary>The seeds on the device.</summary>
    public DeviceBuffer? Seeds { get; private set; }

    /// <summary>Two words per model on the device: what went wrong first, and at which step of the launch.</summary>
    public DeviceBuffer? Status { get; private set; }

    /// <summary>Whether it must stay on the device.</summary>
    public bool IsPinned => pins > 0;

    /// <summary>Model-steps of launches on all models since it was made, and the device's seconds for them.</summary>
    public (long ModelSteps, double Seconds) Measured { get; private set; }

    /// <summary>For messages.</summary>
    public string Describe => string.Create(CultureInfo.InvariantCulture, $"{name}, models {FirstModel} to {FirstModel + ModelCount - 1}");

    /// <summary>Device bytes that one model takes.</summary>
    /// <param name="stateLength">Floats of state.</param>
    /// <param name="hyperLength">Floats of hyper values.</param>
    public static long BytesPerModel(int stateLength, int hyperLength) => ((long)stateLength + hyperLength + 2 + 2) * sizeof(float);

    /// <summary>Takes device memory unless it has it.</summary>
    /// <exception cref="OutOfDeviceMemoryException">It does not fit; nothing is held then.</exception>
    public void Load()
    {
        if (State.Buffer is null)
        {
            DeviceMemory memory = Device.Memory;
            var buffers = new List<DeviceBuffer>(4);
            try
            {
                foreach (long bytes in new[] { State.Bytes, Hypers.Bytes, (long)seeds.Length * sizeof(ulong), (long)seeds.Length * 2 * sizeof(int) })
                    buffers.Add(memory.TakeForStates(bytes));
            }
            catch (OutOfDeviceMemoryException)
            {
                buffers.ForEach(memory.Free);
                throw;
            }

            State.Load(buffers[0], Device.Transfers);
            Hypers.Load(buffers[1], Device.Transfers);
            (Seeds, Status) = (buffers[2], buffers[3]);
            Device.Transfers.Write(Seeds, 0, MemoryMarshal.AsBytes(seeds.AsSpan()));
        }

        Device.Memory.Touch(this);
    }

    /// <summary>Takes device memory and keeps it until <see cref="Unpin"/>.</summary>
    public void Pin()
    {
        pins++;
        try
        {
            Load();
        }
        catch
        {
            pins--;
            throw;
        }
    }

    /// <summary>Undoes one <see cref="Pin"/>.</summary>
    public void Unpin() => pins--;

    /// <summary>Notes what the device took.</summary>
    /// <param name="modelSteps">Models times steps.</param>
    /// <param name="seconds">Seconds.</param>
    public void Note(long modelSteps, double seconds) => Measured = (Measured.ModelSteps + modelSteps, Measured.Seconds + seconds);

    /// <summary>Moves everything to the host.</summary>
    public void Evict()
    {
        Device.Memory.Free(State.Evict(Device.Transfers));
        Device.Memory.Free(Hypers.Evict(Device.Transfers));
        FreeRest();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Device.Memory.Free(State.Release());
        Device.Memory.Free(Hypers.Release());
        FreeRest();
    }

    private void FreeRest()
    {
        Device.Memory.Free(Seeds);
        Device.Memory.Free(Status);
        (Seeds, Status) = (null, null);
        Device.Memory.Forget(this);
    }
}
