using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GenGpu.Storage;

/// <summary>One named tensor of a safetensors file: row-major, little-endian.</summary>
public sealed class SafetensorsTensor
{
    /// <summary>Creates a tensor over bytes that are not copied.</summary>
    /// <param name="name">The name; "__metadata__" is reserved by the format.</param>
    /// <param name="dataType">The element type.</param>
    /// <param name="shape">The extents; empty for a scalar.</param>
    /// <param name="data">Row-major little-endian elements, as many as the shape says.</param>
    /// <exception cref="ArgumentException">The name is reserved, an extent is negative, or the size does not match the shape.</exception>
    public SafetensorsTensor(string name, TensorDataType dataType, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (name == SafetensorsFile.MetadataKey)
            throw new ArgumentException($"The name {name} is reserved by the format.", nameof(name));
        if (ByteCount(dataType, shape) != data.Length)
            throw new ArgumentException($"Tensor {name} of shape [{string.Join(", ", shape)}] and type {dataType} does not have {data.Length} bytes.", nameof(data));
        (Name, DataType, Shape, Data) = (name, dataType, shape, data);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public TensorDataType DataType { get; }

    /// <summary>The extents; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements as stored: row-major, little-endian.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>A tensor with a copy of <paramref name="values"/>; the element type follows from <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">float, double, long, uint or byte.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <exception cref="ArgumentException">The count does not match the shape, or the element type is none of the five.</exception>
    public static SafetensorsTensor Create<T>(string name, IReadOnlyList<long> shape, ReadOnlySpan<T> values)
        where T : unmanaged => new(name, TypeOf<T>(), shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The elements, without a copy.</summary>
    /// <typeparam name="T">The .NET type of <see cref="DataType"/>: float, double, long, uint or byte.</typeparam>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the tensor's element type.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
    {
        if (TypeOf<T>() != DataType)
            throw new ArgumentException($"Tensor {Name} holds {DataType}, not {TypeOf<T>()}.");
        return MemoryMarshal.Cast<byte, T>(Data.Span);
    }

    /// <summary>Bytes per element.</summary>
    /// <param name="dataType">The element type.</param>
    public static int ElementSize(TensorDataType dataType) => dataType switch
    {
        TensorDataType.F32 or TensorDataType.U32 => 4,
        TensorDataType.F64 or TensorDataType.I64 => 8,
        TensorDataType.U8 => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(dataType), dataType, "Unknown element type."),
    };

    /// <summary>Bytes of a tensor, or -1 when an extent is negative or the product passes 2^63 - 1.</summary>
    internal static long ByteCount(TensorDataType dataType, IReadOnlyList<long> shape)
    {
        Int128 bytes = ElementSize(dataType);
        bool empty = false;
        foreach (long extent in shape)
        {
            if (extent < 0)
                return -1;
            empty |= extent == 0;

            // A zero extent anywhere makes the product zero, but the others must not overflow on the way there either.
            bytes *= Math.Max(extent, 1);
            if (bytes > long.MaxValue)
                return -1;
        }

        return empty ? 0 : (long)bytes;
    }

    private static TensorDataType TypeOf<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return TensorDataType.F32;
        if (typeof(T) == typeof(double))
            return TensorDataType.F64;
        if (typeof(T) == typeof(long))
            return TensorDataType.I64;
        if (typeof(T) == typeof(uint))
            return TensorDataType.U32;
        if (typeof(T) == typeof(byte))
            return TensorDataType.U8;
        throw new ArgumentException($"{typeof(T).Name} ({Unsafe.SizeOf<T>()} bytes) is not an element type of safetensors files; use float, double, long, uint or byte.");
    }
}
