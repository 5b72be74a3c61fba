using System.Globalization;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Cuda;

/// <summary>A compiled CUDA kernel, with what it takes of a multiprocessor.</summary>
/// <param name="source">What it was compiled from.</param>
/// <param name="module">Its module.</param>
/// <param name="function">The function; it lives as long as the module.</param>
/// <param name="registers">Registers per lane.</param>
/// <param name="localBytes">Bytes per lane that did not fit into registers.</param>
/// <param name="staticSharedBytes">On-chip memory beside what the launch provides.</param>
internal sealed class CuKernel(KernelSource source, CuModule module, nint function, int registers, int localBytes, int staticSharedBytes) : IDeviceKernel
{
    /// <inheritdoc/>
    public KernelSource Source => source;

    /// <summary>Registers per lane.</summary>
    public int Registers => registers;

    /// <summary>Bytes per lane that did not fit into registers.</summary>
    public int LocalBytes => localBytes;

    /// <summary>On-chip memory per group.</summary>
    public int SharedBytes => staticSharedBytes + source.SharedBytes;

    /// <inheritdoc/>
    public string Usage => string.Create(CultureInfo.InvariantCulture, $"{registers} registers, {localBytes} local bytes, {SharedBytes} shared bytes");

    /// <summary>The function.</summary>
    public nint Function
    {
        get
        {
            ObjectDisposedException.ThrowIf(module.IsClosed, this);
            return function;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => module.Dispose();
}
