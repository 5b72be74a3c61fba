namespace GenGpu.Gpu.Runtime;

/// <summary>
/// The memory of one device: buffers that live as long as a call are kept for the next one, and when memory runs short, states that are not in
/// use move to the host.
/// </summary>
/// <param name="device">The device.</param>
internal sealed class DeviceMemory(IGpuDevice device) : IDisposable
{
    private const long SmallestRented = 4096;
    private const long LargeRented = 64L << 20;
    private readonly Dictionary<long, Stack<DeviceBuffer>> idle = [];
    private readonly List<EnsemblePart> resident = [];
    private long taken;

    /// <summary>Told when something has to move to the host.</summary>
    public Action<string> Notice { get; set; } = _ => { };

    /// <summary>Bytes that are left for states: some memory is kept for scratch and streams.</summary>
    public long FreeForStates
    {
        get
        {
            long reserve = Math.Min(device.Facts.MemoryBytes / 8, 512L << 20);
            return Math.Max(0, Math.Min(device.FreeBytes, device.Facts.MemoryBytes - taken) - reserve);
        }
    }

    /// <summary>Takes memory that a part of an ensemble holds for long.</summary>
    /// <param name="bytes">At least 1.</param>
    /// <exception cref="OutOfDeviceMemoryException">It does not fit even without everything that is idle.</exception>
    public DeviceBuffer TakeForStates(long bytes)
    {
        while (true)
        {
            if (bytes <= FreeForStates && TryAllocate(bytes) is { } buffer)
                return buffer;
            if (!MakeRoom())
                throw new OutOfDeviceMemoryException("allocation", "out of memory", device.Facts.Name, bytes);
        }
    }

    /// <summary>Takes memory for a call; <see cref="Return"/> gives it back.</summary>
    /// <param name="bytes">At least this many.</param>
    /// <exception cref="OutOfDeviceMemoryException">It does not fit even without everything that is idle.</exception>
    public DeviceBuffer Rent(long bytes)
    {
        long rounded = RoundUp(bytes);
        if (idle.TryGetValue(rounded, out Stack<DeviceBuffer>? kept) && kept.TryPop(out DeviceBuffer? again))
            return again;
        while (true)
        {
            if (TryAllocate(rounded) is { } buffer)
                return buffer;
            if (!MakeRoom())
                throw new OutOfDeviceMemoryException("allocation", "out of memory", device.Facts.Name, bytes);
        }
    }

    /// <summary>Takes a rented buffer back; what used it must have happened.</summary>
    /// <param name="buffer">The buffer.</param>
    public void Return(DeviceBuffer buffer)
    {
        if (!idle.TryGetValue(buffer.Bytes, out Stack<DeviceBuffer>? kept))
            idle.Add(buffer.Bytes, kept = []);
        kept.Push(buffer);
    }

    /// <summary>Frees memory that was taken for states.</summary>
    /// <param name="buffer">The buffer, or null.</param>
    public void Free(DeviceBuffer? buffer)
    {
        if (buffer is null)
            return;
        taken -= buffer.Bytes;
        buffer.Dispose();
    }

    /// <summary>Notes that a part holds memory and was used last.</summary>
    /// <param name="part">The part.</param>
    public void Touch(EnsemblePart part)
    {
        resident.Remove(part);
        resident.Add(part);
    }

    /// <summary>Notes that a part holds no memory any more.</summary>
    /// <param name="part">The part.</param>
    public void Forget(EnsemblePart part) => resident.Remove(part);

    /// <inheritdoc/>
    public void Dispose() => Trim();

    // Few sizes, so that the next call finds what it needs: powers of two, and multiples of 16 MiB above 64 MiB.
    private static long RoundUp(long bytes) => bytes <= LargeRented
        ? Math.Max(SmallestRented, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)bytes))
        : (bytes + (16L << 20) - 1) >> 24 << 24;

    private DeviceBuffer? TryAllocate(long bytes)
    {
        try
        {
            DeviceBuffer buffer = device.Allocate(bytes);
            taken += bytes;
            return buffer;
        }
        catch (OutOfDeviceMemoryException)
        {
            return null;
        }
    }

    private bool MakeRoom()
    {
        if (Trim())
            return true;
        if (resident.Find(part => !part.IsPinned) is not { } idlePart)
            return false;
        Notice($"{device.Facts.Name}: memory is short; {idlePart.Describe} waits on the host");
        idlePart.Evict();
        return true;
    }

    private bool Trim()
    {
        bool any = false;
        foreach (DeviceBuffer buffer in idle.Values.SelectMany(kept => kept))
        {
            any = true;
            Free(buffer);
        }

        idle.Clear();
        return any;
    }
}
