namespace GenGpu.Storage;

/// <summary>The element types of a safetensors file that GenGpu reads and writes; the names are those of the format.</summary>
public enum TensorDataType
{
    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>IEEE 754 binary64.</summary>
    F64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>Unsigned byte.</summary>
    U8,
}
