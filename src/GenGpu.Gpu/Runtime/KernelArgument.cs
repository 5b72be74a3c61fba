namespace GenGpu.Gpu.Runtime;

/// <summary>One argument of a kernel: a buffer, or 32 bits.</summary>
internal readonly record struct KernelArgument
{
    private KernelArgument(DeviceBuffer? buffer, uint scalar)
    {
        Buffer = buffer;
        Scalar = scalar;
    }

    /// <summary>The buffer, or null for a scalar.</summary>
    public DeviceBuffer? Buffer { get; }

    /// <summary>The bits of a scalar.</summary>
    public uint Scalar { get; }

    public static implicit operator KernelArgument(DeviceBuffer buffer) => new(buffer, 0);

    public static implicit operator KernelArgument(int value) => new(null, unchecked((uint)value));

    public static implicit operator KernelArgument(uint value) => new(null, value);

    public static implicit operator KernelArgument(float value) => new(null, BitConverter.SingleToUInt32Bits(value));
}
