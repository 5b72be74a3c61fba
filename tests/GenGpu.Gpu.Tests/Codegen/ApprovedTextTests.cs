using GenGpu.Gpu.Codegen;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Gpu.Tests.Codegen;

/// <summary>
/// What the generator writes for the training step of each family, so that a change shows its effect. To approve a change: run these tests with
/// the environment variable GENGPU_APPROVE=1, then look at the difference before committing it.
/// </summary>
public class ApprovedTextTests
{
    [Theory]
    [InlineData("gan", "2d-mix-gauss", "cuda")]
    [InlineData("gan", "2d-mix-gauss", "opencl")]
    [InlineData("vae", "2d-mix-gauss", "cuda")]
    [InlineData("vae", "2d-mix-gauss", "opencl")]
    [InlineData("rbm", "1d-quadmodal", "cuda")]
    [InlineData("rbm", "1d-quadmodal", "opencl")]
    public void TheTrainingStepIsWrittenAsApproved(string family, string targetName, string dialect)
    {
        TrainableModel model = FamilyCatalog.Get(family).Create(TargetCatalog.Get(targetName), new FamilyOptions { Budget = 120, BatchSize = 32 });
        var target = new KernelTarget(dialect == "cuda" ? KernelDialect.Cuda : KernelDialect.OpenCl, 256, dialect == "cuda" ? 1 : 16, 48 * 1024);
        GeneratedKernel kernel = ProgramKernel.Generate(model.Definition, model.Train.Quiet, target);
        string text = $"// {family}: lanes {kernel.Lanes}, {kernel.SharedBytes} bytes on the chip, {kernel.ScratchFloats} floats of scratch; diverges at: {string.Join(", ", kernel.Labels)}\n{kernel.Body}";
        string path = Path.Combine(Folder(), $"{family}.{dialect}.txt");
        if (Environment.GetEnvironmentVariable("GENGPU_APPROVE") == "1")
            File.WriteAllText(path, text);
        Assert.True(File.Exists(path), $"{path} is missing: run this test with GENGPU_APPROVE=1.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), text);
    }

    /// <summary>
    /// The folder in the sources, so that approving changes what is committed. It is looked for above the built tests: the path the compiler knows
    /// of a source file is rewritten in deterministic builds (CI=true).
    /// </summary>
    private static string Folder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "GenGpu.sln")))
                return Path.Combine(at.FullName, "tests", "GenGpu.Gpu.Tests", "Codegen", "Approved");
        throw new DirectoryNotFoundException($"No GenGpu.sln above {AppContext.BaseDirectory}: run the tests from the repository's own build.");
    }
}
