namespace GenGpu.Gpu.Runtime;

/// <summary>A compiled kernel.</summary>
internal interface IDeviceKernel : IDisposable
{
    /// <summary>What it was compiled from.</summary>
    KernelSource Source { get; }

    /// <summary>What it takes of the device, one short line for logs and tests; empty when the library does not say.</summary>
    string Usage { get; }
}
