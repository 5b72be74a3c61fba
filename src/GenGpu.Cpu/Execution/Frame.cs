namespace GenGpu.Cpu.Execution;

/// <summary>What kernels see while they run: the blocks of memory of one model and one worker, the slice, the step. One per worker, on native memory so that kernels take a pointer.</summary>
internal unsafe struct Frame
{
    /// <summary>Start of each block, by <see cref="Address.Base"/>: literals, hyper values, state, shared scratch, slice scratch, constants of the launch, then the buffers.</summary>
    public float** Bases;

    /// <summary>First sample of the slice.</summary>
    public int SliceStart;

    /// <summary>Number of samples of the slice.</summary>
    public int Samples;

    /// <summary>Index of the slice.</summary>
    public int SliceIndex;

    /// <summary>Number of the step.</summary>
    public long Step;

    /// <summary>Position of the step in its launch.</summary>
    public int LaunchStep;

    /// <summary>Flattened iteration of the enclosing Repeats.</summary>
    public uint Iteration;

    /// <summary>0 while all is finite, otherwise 1 + the index of the label of what went first.</summary>
    public int Status;

    /// <summary>The model's Philox key.</summary>
    public ulong Seed;

    /// <summary>Start of each output stream for the model, or null.</summary>
    public float** Outputs;

    /// <summary>Start of each input stream.</summary>
    public float** Inputs;

    /// <summary>Steps of the launch: streams hold [row][LaunchSteps * columns].</summary>
    public int LaunchSteps;
}
