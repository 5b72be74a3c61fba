using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Runtime;

/// <summary>
/// A device, whatever library reaches it: compiles, holds memory, runs. All that knows models, launches and time is above it and the same for
/// every library. A device is used by one thread at a time.
/// </summary>
internal interface IGpuDevice : IDisposable
{
    /// <summary>What is known of it.</summary>
    DeviceFacts Facts { get; }

    /// <summary>The dialect that its compiler takes.</summary>
    KernelDialect Dialect { get; }

    /// <summary>Compiles kernels.</summary>
    /// <param name="sources">The kernels of one text, at least one.</param>
    /// <returns>The kernels, in the same order; they are disposed together.</returns>
    /// <exception cref="CompilationException">The compiler refused it.</exception>
    IReadOnlyList<IDeviceKernel> Compile(IReadOnlyList<KernelSource> sources);

    /// <summary>Compiles a kernel.</summary>
    /// <param name="source">The kernel.</param>
    /// <exception cref="CompilationException">The compiler refused it.</exception>
    IDeviceKernel Compile(KernelSource source) => Compile([source])[0];

    /// <summary>Takes memory; its content is undefined.</summary>
    /// <param name="bytes">At least 1.</param>
    /// <exception cref="OutOfDeviceMemoryException">There is not that much.</exception>
    DeviceBuffer Allocate(long bytes);

    /// <summary>Bytes that may still be taken, as far as the library says.</summary>
    long FreeBytes { get; }

    /// <summary>Opens a queue.</summary>
    IDeviceStream CreateStream();
}
