namespace GenGpu.Storage;

/// <summary>The element types of .npy files that GenGpu reads, all little-endian; the names are NumPy's.</summary>
internal enum NpyType
{
    /// <summary>IEEE 754 binary32.</summary>
    F4,

    /// <summary>IEEE 754 binary64.</summary>
    F8,

    /// <summary>Signed 32-bit integer.</summary>
    I4,

    /// <summary>Signed 64-bit integer.</summary>
    I8,

    /// <summary>Unsigned byte.</summary>
    U1,
}
