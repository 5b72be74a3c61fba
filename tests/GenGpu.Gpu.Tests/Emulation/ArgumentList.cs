namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>Kernel arguments, in order.</summary>
internal sealed unsafe class ArgumentList
{
    private readonly List<(ulong Value, int BufferBytes)> values = [];

    /// <summary>A buffer.</summary>
    public ArgumentList Add(void* pointer, int bytes)
    {
        values.Add(((ulong)pointer, bytes));
        return this;
    }

    /// <summary>A buffer of floats.</summary>
    public ArgumentList Add(GuardedBlock block) => Add(block.Pointer, block.Length * sizeof(float));

    /// <summary>A number of 32 bits.</summary>
    public ArgumentList Add(uint number)
    {
        values.Add((number, -1));
        return this;
    }

    /// <summary>A number of 64 bits; only for calls in this process.</summary>
    public ArgumentList Add(double number)
    {
        values.Add((BitConverter.DoubleToUInt64Bits(number), -1));
        return this;
    }

    /// <summary>Calls <paramref name="run"/> with the address of one pointer per value.</summary>
    public int Use(Func<nint, int> run)
    {
        ulong[] all = [.. values.Select(v => v.Value)];
        nint[] pointers = new nint[all.Length];
        fixed (ulong* first = all)
        fixed (nint* table = pointers)
        {
            for (int i = 0; i < all.Length; i++)
                table[i] = (nint)(first + i);
            return run((nint)table);
        }
    }

    /// <summary>Writes the arguments to a file of the emulator's program.</summary>
    public void Write(BinaryWriter file)
    {
        file.Write(values.Count);
        foreach ((ulong value, int bytes) in values)
        {
            file.Write(bytes < 0 ? sizeof(uint) : bytes);
            file.Write(bytes < 0 ? 0 : 1);
            if (bytes < 0)
                file.Write((uint)value);
            else
                file.Write(new ReadOnlySpan<byte>((void*)value, bytes));
        }
    }

    /// <summary>Reads the buffers back.</summary>
    public void Read(BinaryReader file)
    {
        file.ReadInt32();
        foreach ((ulong value, int bytes) in values)
        {
            file.ReadInt64();
            byte[] content = file.ReadBytes(bytes < 0 ? sizeof(uint) : bytes);
            if (bytes > 0)
                content.CopyTo(new Span<byte>((void*)value, bytes));
        }
    }
}
