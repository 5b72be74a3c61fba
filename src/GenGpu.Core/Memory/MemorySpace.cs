namespace GenGpu.Core.Memory;

/// <summary>Which block of memory a value lives in.</summary>
public enum MemorySpace
{
    /// <summary>A constant of the program.</summary>
    Literal,

    /// <summary>The model's hyper values.</summary>
    Hyper,

    /// <summary>The model's state.</summary>
    State,

    /// <summary>A buffer shared by all models.</summary>
    Buffer,

    /// <summary>Scratch of one running model, seen by all of its slices: values that are not batched, and batched values that cross stages.</summary>
    Shared,

    /// <summary>Scratch of one slice of the batch; one per worker.</summary>
    Slice,
}
