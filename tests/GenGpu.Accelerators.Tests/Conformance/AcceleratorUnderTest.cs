using GenGpu.Core.Accelerators;
using GenGpu.Cpu;
using GenGpu.Reference;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>The accelerators that the suite runs on. A new accelerator is one line in the table.</summary>
public static class AcceleratorUnderTest
{
    private static readonly Dictionary<string, Func<int, IAccelerator>> Table = new()
    {
        ["reference"] = _ => ReferenceAccelerator.CreateFloat(),
        ["cpu"] = threads => new CpuAccelerator(threads),
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Keys];

    /// <summary>Their names, as test data.</summary>
    public static TheoryData<string> All => [.. Names];

    /// <summary>Those with threads and slices.</summary>
    public static TheoryData<string> Threaded => [.. Table.Keys.Where(name => name != "reference")];

    /// <summary>Creates an accelerator.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="threads">Threads to use; 0 for its own choice.</param>
    public static IAccelerator Create(string name, int threads = 0) => Table[name](threads);
}
