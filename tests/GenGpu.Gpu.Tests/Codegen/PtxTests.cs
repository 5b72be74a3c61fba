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
