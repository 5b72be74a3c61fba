namespace GenGpu.Gpu.Runtime;

/// <summary>One argument of a kernel: a buffer, or a number of 32 or 64 bits.</summary>
internal readonly record struct KernelArgument
{
    private KernelArgument(DeviceBuffer? buffer, ulong scalar, int scalarBytes)
    {
        Buffer = buffer;
        Scalar = scalar;
        ScalarBytes = scalarBytes;
    }

    /// <summary>The buffer, or null for a number.</summary>
    public DeviceBuffer? Buffer { get; }

    /// <summary>The bits of a number, lowest first.</summary>
    public ulong Scalar { get; }

    /// <summary>Size of a number.</summary>
    public int ScalarBytes { get; }

    public static implicit operator KernelArgument(DeviceBuffer buffer) => new(buffer, 0, 0);

    public static implicit operator KernelArgument(int value) => new(null, unchecked((uint)value), sizeof(int));

    public static implicit operator KernelArgument(uint value) => new(null, value, sizeof(uint));

    public static implicit operator KernelArgument(float value) => new(null, BitConverter.SingleToUInt32Bits(value), sizeof(float));

    public static implicit operator KernelArgument(double value) => new(null, BitConverter.DoubleToUInt64Bits(value), sizeof(double));
}
