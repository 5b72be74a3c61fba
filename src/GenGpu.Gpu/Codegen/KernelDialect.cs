namespace GenGpu.Gpu.Codegen;

/// <summary>The languages that the device library is compiled as.</summary>
internal enum KernelDialect
{
    /// <summary>OpenCL C 1.2.</summary>
    OpenCl,

    /// <summary>CUDA C, compiled by NVRTC.</summary>
    Cuda,
}
