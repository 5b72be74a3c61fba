using GenGpu.Gpu.Codegen;
using GenGpu.Gpu.Tests.Emulation;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Gpu.Tests.Codegen;

/// <summary>PTX of whole training steps: no memory of its own per lane (a spilled array), and no call (everything is inlined).</summary>
public class PtxTests
{
    [ClangTheory]
    [InlineData("gan", "sm_70")]
    [InlineData("gan", "sm_90")]
    [InlineData("vae", "sm_80")]
    [InlineData("rbm", "sm_80")]
    public void ATrainingStepHasNeitherLocalMemoryNorCalls(string family, string architecture)
    {
        TrainableModel model = FamilyCatalog.Get(family).Create(TargetCatalog.Get(family == "rbm" ? "1d-quadmodal" : "2d-mix-gauss"), new FamilyOptions { Budget = 300 });
        string ptx = Compile(ProgramKernel.Generate(model.Definition, model.Train, new KernelTarget(KernelDialect.Cuda, 256, 1, 100 * 1024)).Source, architecture);
        Assert.Contains("bar.sync", ptx, StringComparison.Ordinal);
        Assert.DoesNotContain(".local", ptx, StringComparison.Ordinal);
        Assert.DoesNotContain("call", ptx, StringComparison.Ordinal);
    }

    /// <summary>Two loads of 16 bytes for 16 multiply-adds would be 8 per load: the innermost loops of products of a 64 x 64 layer over 128 samples.</summary>
    [ClangTheory]
    [InlineData("gg_dense(y, 128, w, 64, x, 128, w, 0, 64, 64, 128, 1, 1, GG_NONE, 0.0f);", 8)]
    [InlineData("gg_dense(y, 128, w, 64, x, 128, y, 1, 64, 64, 128, 1, 1, GG_LEAKY_RELU, 0.2f);", 8)]
    [InlineData("gg_dense_transposed(y, 128, w, 64, x, 128, w, 0, 64, 64, 128, 1, 1, GG_NONE, 0.0f);", 8)]
    [InlineData("gg_dense_backward_weight(w, y, 128, x, 128, 64, 64, 128, 1, gg_shared + 40960);", 8)]
    // Rows of 69 weights are not aligned: eight weights and one strip for 32.
    [InlineData("gg_dense(y, 128, w, 69, x, 128, w, 0, 69, 69, 128, 1, 0, GG_NONE, 0.0f);", 3)]
    public void ProductsLoadLittlePerMultiplyAdd(string call, double least)
    {
        string prelude = KernelLibrary.Prelude(new KernelTarget(KernelDialect.Cuda, 256, 1, 227 * 1024), 256, isWide: false, isArenaShared: true);
        string ptx = Compile(prelude + "\nGG_KERNEL product(int n)\n{\n    GG_SHARED_BEGIN\n    float *const y = gg_shared, *const w = y + 16384, *const x = w + 8192;\n    " + call + "\n}\n", "sm_80");
        Assert.DoesNotContain(".local", ptx, StringComparison.Ordinal);
        Assert.DoesNotContain("call", ptx, StringComparison.Ordinal);
        // The innermost loop is the block between labels with the most multiply-adds.
        string[] loop = ptx.Split("$L__BB").Select(block => block.Split('\n')).MaxBy(lines => Count(lines, "fma.rn.f32"))!;
        int multiplies = Count(loop, "fma.rn.f32"), loads = Count(loop, "ld.shared");
        Assert.True(multiplies >= least * loads && multiplies >= 32, $"{multiplies} multiply-adds, {loads} loads, {Count(loop, "ld.shared.v4")} of them of 16 bytes");
    }

    [ClangTheory]
    [InlineData("sm_70")]
    [InlineData("sm_90")]
    public void KernelsOverWholeBuffersHaveNeitherLocalMemoryNorCalls(string architecture)
    {
        var target = new KernelTarget(KernelDialect.Cuda, 256, 1, 48 * 1024);
        foreach (string source in new[] { BufferKernel.Sort(target), BufferKernel.Histogram(target), BufferKernel.NearestNeighbours(target, 2, BufferKernel.Kept(100)) })
        {
            string ptx = Compile(source, architecture);
            Assert.DoesNotContain(".local", ptx, StringComparison.Ordinal);
            Assert.DoesNotContain("call", ptx, StringComparison.Ordinal);
        }
    }

    [ClangFact]
    public void AnArrayIndexedAtRunTimeIsCaught()
    {
        string ptx = Compile(
            $"{KernelLibrary.Prelude(new KernelTarget(KernelDialect.Cuda, 64, 1, 0), 64, isWide: false, isArenaShared: true)}\nGG_KERNEL planted(float *y, int n)\n"
            + "{ float part[32]; for (int i = 0; i < n; i++) part[i & 31] = y[i]; y[0] = part[n & 31]; }\n",
            "sm_80");
        Assert.Contains(".local", ptx, StringComparison.Ordinal);
    }

    private static int Count(string[] lines, string word) => lines.Count(line => line.Contains(word, StringComparison.Ordinal));

    private static string Compile(string source, string architecture)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gengpu-ptx-");
        try
        {
            using Stream shim = typeof(PtxTests).Assembly.GetManifestResourceStream("ptx.h")!;
            string input = Path.Combine(folder.FullName, "kernel.cu"), output = Path.Combine(folder.FullName, "kernel.ptx");
            File.WriteAllText(input, new StreamReader(shim).ReadToEnd() + source);
            (int code, string errors) = Tool.Run(
                "clang-19", "-x", "cuda", "-nocudainc", "-nocudalib", "--cuda-device-only", $"--cuda-gpu-arch={architecture}", "-O3", "-ffp-contract=off", "-w", "-S", "-o", output, input);
            Assert.True(code == 0, errors);
            return File.ReadAllText(output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
