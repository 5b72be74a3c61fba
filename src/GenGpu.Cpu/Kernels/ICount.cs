namespace GenGpu.Cpu.Kernels;

/// <summary>A small number as a type, so that a kernel is compiled for it.</summary>
internal interface ICount
{
    /// <summary>The number.</summary>
    static abstract int Value { get; }
}
