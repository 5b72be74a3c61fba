namespace GenGpu.Gpu.Codegen;

/// <summary>The language that a kernel is compiled as.</summary>
internal enum KernelDialect
{
    /// <summary>OpenCL C 1.2.</summary>
    OpenCl,

    /// <summary>CUDA C.</summary>
    Cuda,
}
