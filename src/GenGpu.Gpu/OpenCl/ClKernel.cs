using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.OpenCl;

/// <summary>A compiled OpenCL kernel.</summary>
internal sealed class ClKernel(KernelSource source, ClProgram program, ClKernelHandle kernel, string usage) : IDeviceKernel
{
    /// <inheritdoc/>
    public KernelSource Source => source;

    /// <inheritdoc/>
    public string Usage => usage;

    /// <summary>The handle.</summary>
    public ClKernelHandle Handle => kernel;

    /// <inheritdoc/>
    public void Dispose()
    {
        kernel.Dispose();
        program.Dispose();
    }
}
