using System.Globalization;
using System.Text;

namespace GenGpu.Gpu.Codegen;

/// <summary>The device library as it is compiled in front of a kernel. Its files travel as resources of the assembly.</summary>
internal static class KernelLibrary
{
    private static readonly string[] Files =
    [
        "lanes", "coefficients", "math", "trigonometry", "power", "scalar_functions", "workers", "normal_table", "philox", "draws", "dense", "weight_gradient", "reductions", "rows",
        "indices", "optimizers", "streams",
    ];

    // What kernels over whole buffers need of it; the compiler takes its time for the rest.
    private static readonly string[] FewFiles = ["lanes", "workers"];

    /// <summary>The literals that shape the library, the dialect, and the library.</summary>
    /// <param name="target">The device.</param>
    /// <param name="lanes">Lanes per group.</param>
    /// <param name="isWide">Whether several groups share a model.</param>
    /// <param name="isArenaShared">For OpenCL: whether all that the kernel touches lies on the chip.</param>
    public static string Prelude(KernelTarget target, int lanes, bool isWide, bool isArenaShared) => Prelude(target, lanes, isWide, isArenaShared, Files);

    /// <summary>The same for kernels over whole buffers, whose groups work on a buffer together.</summary>
    /// <param name="target">The device.</param>
    /// <param name="lanes">Lanes per group.</param>
    public static string BufferPrelude(KernelTarget target, int lanes) => Prelude(target with { LaneWidth = 1 }, lanes, isWide: true, isArenaShared: false, FewFiles);

    /// <summary>One file of the library.</summary>
    /// <param name="name">Path below kernels/, for example <c>lib/dense.h</c>.</param>
    /// <exception cref="InvalidOperationException">The assembly does not hold it.</exception>
    public static string Read(string name)
    {
        using Stream stream = typeof(KernelLibrary).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The device library has no file '{name}'; the assembly was built without its kernels/ folder.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Prelude(KernelTarget target, int lanes, bool isWide, bool isArenaShared, string[] files)
    {
        var text = new StringBuilder();
        Define(text, "GG_LANES", lanes);
        Define(text, "GG_LANE_WIDTH", target.LaneWidth);
        Define(text, "GG_IS_WIDE", isWide ? 1 : 0);
        if (target.Dialect == KernelDialect.OpenCl)
            Define(text, "GG_ARENA_IS_SHARED", isArenaShared ? 1 : 0);
        text.Append(Read(target.Dialect == KernelDialect.Cuda ? "dialect/cuda.h" : "dialect/opencl.h"));
        foreach (string file in files)
            text.Append('\n').Append(Read($"lib/{file}.h"));
        return text.Append('\n').ToString();
    }

    private static void Define(StringBuilder text, string name, int value) =>
        text.Append(CultureInfo.InvariantCulture, $"#define {name} {value}\n");
}
