using System.Diagnostics;
using System.Runtime.InteropServices;
using GenGpu.Gpu.Codegen;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>A device whose kernels are compiled as C++ and run lane by lane as fibers in a scrambled order: the runtime above it is the real one.</summary>
/// <param name="lanes">Most lanes of a group.</param>
/// <param name="spoil">A change to what is compiled, to plant a bug.</param>
/// <param name="asThreads">One thread per lane under ThreadSanitizer, instead of fibers.</param>
internal sealed unsafe class EmulatedDevice(int lanes, Func<string, string>? spoil = null, bool asThreads = false) : IGpuDevice
{
    private uint order = 1;

    public DeviceFacts Facts { get; } = new("emulation:0", "C++", "fibers", 1, 1L << 30, 1L << 30, lanes, 1, 48 * 1024);

    public KernelDialect Dialect => KernelDialect.Cuda;

    public long FreeBytes => 1L << 30;

    public IReadOnlyList<IDeviceKernel> Compile(IReadOnlyList<KernelSource> sources)
    {
        string text = spoil is null ? sources[0].Text : spoil(sources[0].Text);
        var compiled = new CompiledKernels(text, "", [.. sources.Select(source => source.EntryPoint)], asThreads);
        return [.. sources.Select((source, index) => new Kernel(source, compiled, index))];
    }

    public DeviceBuffer Allocate(long bytes) => new Buffer(bytes);

    public IDeviceStream CreateStream() => new Stream(this);

    public void Dispose()
    {
    }

    private sealed class Kernel(KernelSource source, CompiledKernels compiled, int index) : IDeviceKernel
    {
        public KernelSource Source => source;

        public string Usage => "";

        public void Run(ArgumentList arguments, Grid grid, uint order) => compiled.Run(index, arguments, grid.X, grid.Y, source.Lanes, source.SharedBytes, order);

        public void Dispose()
        {
            if (index == 0)
                compiled.Dispose();
        }
    }

    private sealed class Buffer(long bytes) : DeviceBuffer(bytes)
    {
        private readonly GuardedBlock block = new((int)(bytes / sizeof(float)));

        public GuardedBlock Block => block;

        public Span<byte> Span => MemoryMarshal.AsBytes(block.Span);

        public override void Dispose()
        {
            block.Check("buffer");
            block.Dispose();
        }
    }

    private sealed class Stream(EmulatedDevice device) : IDeviceStream
    {
        public void Write(DeviceBuffer destination, long offset, ReadOnlySpan<byte> source) => source.CopyTo(((Buffer)destination).Span[(int)offset..]);

        public void Read(DeviceBuffer source, long offset, Span<byte> destination) => ((Buffer)source).Span.Slice((int)offset, destination.Length).CopyTo(destination);

        public void Clear(DeviceBuffer destination, long offset, long count) => ((Buffer)destination).Span.Slice((int)offset, (int)count).Clear();

        public IDeviceEvent Launch(IDeviceKernel kernel, Grid grid, ReadOnlySpan<KernelArgument> arguments)
        {
            long begin = Stopwatch.GetTimestamp();
            Enqueue(kernel, grid, arguments);
            return new Done(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        public void Enqueue(IDeviceKernel kernel, Grid grid, ReadOnlySpan<KernelArgument> arguments)
        {
            var list = new ArgumentList();
            foreach (KernelArgument argument in arguments)
            {
                if (argument.Buffer is Buffer buffer)
                    list.Add(buffer.Block);
                else if (argument.ScalarBytes == sizeof(double))
                    list.Add(BitConverter.UInt64BitsToDouble(argument.Scalar));
                else
                    list.Add((uint)argument.Scalar);
            }

            ((Kernel)kernel).Run(list, grid, device.order++);
            foreach (KernelArgument argument in arguments)
                (argument.Buffer as Buffer)?.Block.Check(kernel.Source.EntryPoint);
        }

        public void Wait()
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Done(double seconds) : IDeviceEvent
    {
        public double Wait() => seconds;

        public void Dispose()
        {
        }
    }
}
