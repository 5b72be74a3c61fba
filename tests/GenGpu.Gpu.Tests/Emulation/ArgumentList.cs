namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>Kernel arguments as a launch takes them: one pointer to each value.</summary>
internal sealed unsafe class ArgumentList
{
    private readonly List<ulong> values = [];

    public ArgumentList Pointer(void* pointer)
    {
        values.Add((ulong)pointer);
        return this;
    }

    public ArgumentList Number(uint number)
    {
        values.Add(number);
        return this;
    }

    /// <summary>Calls <paramref name="run"/> with the address of the pointers.</summary>
    public void Use(Action<nint> run)
    {
        ulong[] all = [.. values];
        nint[] pointers = new nint[all.Length];
        fixed (ulong* first = all)
        fixed (nint* table = pointers)
        {
            for (int i = 0; i < all.Length; i++)
                table[i] = (nint)(first + i);
            run((nint)table);
        }
    }
}
