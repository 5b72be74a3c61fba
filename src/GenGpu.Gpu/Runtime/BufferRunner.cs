using System.Diagnostics;
using System.Runtime.InteropServices;
using GenGpu.Core.Accelerators;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Runtime;

/// <summary>What the kernels over whole buffers share on one device: compiled kernels, memory that lives as long as a call, and the time of kernels alone.</summary>
/// <param name="device">The device.</param>
internal sealed class BufferRunner(DeviceRuntime device) : IDisposable
{
    private readonly Dictionary<(string First, int Rows, int Kept), IReadOnlyList<IDeviceKernel>> kernels = [];
    private readonly List<DeviceBuffer> rented = [];

    /// <summary>What kernels are generated for.</summary>
    public KernelTarget Target { get; } = CompiledProgram.TargetOf(device.Device);

    /// <summary>Lanes of a group.</summary>
    public int Lanes => BufferKernel.Lanes(Target);

    /// <summary>Seconds of kernels alone.</summary>
    public LaunchClock Clock { get; } = new();

    /// <summary>What is known of the device.</summary>
    public DeviceFacts Facts => device.Device.Facts;

    /// <summary>Groups for so many pieces of work: no more than keep the device busy.</summary>
    /// <param name="pieces">Pieces of which a group does at least one.</param>
    public int Groups(long pieces) => (int)Math.Clamp(pieces, 1, 16L * Math.Max(1, Facts.ComputeUnits));

    /// <summary>Kernels of one source, compiled when they are first needed.</summary>
    /// <param name="sharedBytes">On-chip memory of a group.</param>
    /// <param name="entryPoints">Their names.</param>
    /// <param name="source">Writes the source.</param>
    /// <param name="rows">A literal of the source, if it has it.</param>
    /// <param name="kept">A literal of the source, if it has it.</param>
    public IReadOnlyList<IDeviceKernel> Kernels(int sharedBytes, string[] entryPoints, Func<string> source, int rows = 0, int kept = 0)
    {
        if (kernels.TryGetValue((entryPoints[0], rows, kept), out IReadOnlyList<IDeviceKernel>? compiled))
            return compiled;
        string text = source();
        compiled = device.Device.Compile([.. entryPoints.Select(name => new KernelSource(name, text, Lanes, sharedBytes))]);
        kernels.Add((entryPoints[0], rows, kept), compiled);
        return compiled;
    }

    /// <summary>Memory until <see cref="ReturnAll"/>.</summary>
    /// <param name="count">Number of elements of four bytes.</param>
    /// <exception cref="OutOfDeviceMemoryException">It does not fit.</exception>
    public DeviceBuffer Rent(long count)
    {
        DeviceBuffer buffer = device.Memory.Rent(Math.Max(1, count) * sizeof(float));
        rented.Add(buffer);
        return buffer;
    }

    /// <summary>Gives all rented memory back; what used it must have happened.</summary>
    public void ReturnAll()
    {
        rented.ForEach(device.Memory.Return);
        rented.Clear();
    }

    /// <summary>Copies to the device.</summary>
    public void Write<T>(DeviceBuffer buffer, ReadOnlySpan<T> values, long firstElement = 0)
        where T : unmanaged => device.Transfers.Write(buffer, firstElement * sizeof(float), MemoryMarshal.AsBytes(values));

    /// <summary>Copies from the device.</summary>
    public void Read<T>(DeviceBuffer buffer, Span<T> values)
        where T : unmanaged => device.Transfers.Read(buffer, 0, MemoryMarshal.AsBytes(values));

    /// <summary>Sets elements of four bytes to zero.</summary>
    public void Clear(DeviceBuffer buffer, long count) => device.Transfers.Clear(buffer, 0, count * sizeof(float));

    /// <summary>Puts kernels into the stream and waits for them.</summary>
    /// <param name="enqueue">Starts them.</param>
    public void Run(Action<IDeviceStream> enqueue)
    {
        device.Transfers.Wait();
        long begin = Stopwatch.GetTimestamp();
        enqueue(device.Transfers);
        device.Transfers.Wait();
        Clock.AddSince(begin);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDeviceKernel kernel in kernels.Values.SelectMany(compiled => compiled))
            kernel.Dispose();
        kernels.Clear();
    }
}
