namespace GenGpu.Cpu.Kernels;

/// <summary>Turns random words into draws, in place.</summary>
internal unsafe interface IWordTransform
{
    /// <summary>Transforms whole groups of 16, as many as hold <paramref name="count"/> elements.</summary>
    static abstract void Apply(float* words, int count);
}
