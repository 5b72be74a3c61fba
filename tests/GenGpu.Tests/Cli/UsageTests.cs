using System.Text.Json;
using GenGpu.Tests.Storage;
using GenGpu.Training;

namespace GenGpu.Tests.Cli;

public class UsageTests
{
    public static TheoryData<string, string> Mistakes => new()
    {
        { "comapre", "There is no command 'comapre'; did you mean 'compare'?" },
        { "compare --stpes 5", "gengpu compare has no option --stpes; did you mean --steps?" },
        { "compare --target 1d-trimodl", "did you mean '1d-trimodal'?" },
        { "compare --models gan,vea", "There is no model family 'vea'; did you mean 'vae'?" },
        { "train --model vae --set betta=1", "did you mean 'beta'?" },
        { "train --model vae --set beta", "write name=value" },
        { "train --model vae --set beta=fish", "fish" },
        { "train", "gengpu train needs --model" },
        { "compare --target 2d-gmm --bins 20", "needs a target with one dimension, but 2d-gmm has 2" },
        { "compare --bins 1", "--bins must be 0 (continuous values) or at least 2, not 1." },
        { "compare --bins=-3", "--bins must be 0 (continuous values) or at least 2, not -3." },
        { "compare --steps 0", "--steps must be at least 1, not 0." },
        { "compare --steps=-5", "--steps must be at least 1, not -5." },
        { "compare --steps many", "--steps cannot be 'many': a whole number is needed." },
        { "compare --batch-size 0", "--batch-size must be at least 1, not 0." },
        { "compare --seeds 0", "--seeds must be at least 1, not 0." },
        { "compare --budget 0", "--budget must be at least 1, not 0." },
        { "compare --target 2d-gmm --budget 5", "budget" },
        { "compare --threads=-1", "--threads must be at least 0, not -1." },
        { "compare --snapshot-percent 101", "--snapshot-percent must lie between 0 (no timeline) and 100, not 101." },
        { "compare --protocol sead", "did you mean 'seed'?" },
        { "compare --accelerator cppu", "There is no accelerator 'cppu'; did you mean 'cpu'?" },
        { "compare --models gan,gan", "names a family twice" },
        { "compare --patience 3 --stop-metric kdl", "did you mean 'kld'?" },
        { "compare --stop-metric w1", "--stop-metric w1 changes nothing without --patience" },
        { "compare --threads 100000", "--threads must be at most 1024, not 100000." },
        { "compare --snapshot-percent 0.0001", "--snapshot-percent must be 0 (no timeline) or at least 0.5, not 0.0001." },
        { "compare --budget 2000000000", "A budget of 2000000000 parameters is too large for gan" },
        { "train --model rbm --budget 2147483647", "A budget of 2147483647 parameters is too large for rbm" },
        { "train --model gan --target --steps 5", "--target needs a value" },
        { "compare surplus", "'surplus' is one argument too many" },
        { "compare --target points.csv", "write --target file:points.csv" },
        { "sample", "gengpu sample needs" },
        { "dump --program trian", "did you mean 'train'?" },
        { "status", "There is no command 'status'; did you mean 'sweep status'?" },
        { "train --model wgan --set discriminatorLearningRate=1e-3", "did you mean one of learningRate, generatorLearningRate, criticLearningRate?" },
        { "train --model diffusion --bins 20 --set prediction=v", "'prediction' changes nothing here, for it needs continuous values (--bins 0)" },
        { "train --model vae --bins 20 --set decoderNoise=1", "it needs continuous values (--bins 0)" },
        { "train --model rbm --bins 20 --set visibleSigma=1", "changes nothing here (--bins 20, optimizer=adam" },
        { "train --model gan --set help", "gengpu settings lists the names" },
        { "settings gna", "did you mean 'gan'?" },
        { "sample nowhere -o points.txt", "points.txt: points are written as .npy or .csv" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void AMistakeGivesOneSentenceAndExitCode2(string line, string expected)
    {
        using var folder = new TemporaryFolder();
        string[] args = line.Split(' ');
        if (args[0] is "compare" or "train" && !line.Contains("surplus", StringComparison.Ordinal))
            args = [.. args, "-o", folder["out"]];
        CliRun run = CliRun.Of(args);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        string[] lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("gengpu: ", lines[^1], StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void AWarmStartThatDoesNotFitIsRefusedBeforeTheFolderIsMade()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, CliRun.Of(CliRun.Tiny("train", folder["first"], "--model", "vae")).ExitCode);
        CliRun run = CliRun.Of("train", "--model", "vae", "--target", "1d-bimodal", "--budget", "100", "--from", folder["first"], "-o", folder["out"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("does not fit vae", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void ATooSmallBudgetNamesTheSmallest()
    {
        CliRun run = CliRun.Of("train", "--model", "gan", "--target", "2d-gmm", "--budget", "5");
        Assert.Equal(2, run.ExitCode);
        Assert.Matches(@"\b26\b", run.Error);
    }

    [Fact]
    public void BadFilesAndFoldersGiveOneSentenceAndExitCode1()
    {
        using var folder = new TemporaryFolder();
        string points = folder.Text("points.csv", "a,b\n1,2\n3,NaN\n" + string.Concat(Enumerable.Repeat("1,2\n", 40)));
        CliRun nan = CliRun.Of("train", "--model", "vae", "--target", "file:" + points, "-o", folder["out"]);
        Assert.Equal(1, nan.ExitCode);
        Assert.Contains("line 3", nan.Error, StringComparison.Ordinal);
        Assert.Equal(1, CliRun.Of("train", "--model", "vae", "--target", "file:" + folder["none.csv"], "-o", folder["out"]).ExitCode);
        Assert.Equal(1, CliRun.Of("sample", folder["nothing"], "-o", folder["x.npy"]).ExitCode);
        Assert.Equal(1, CliRun.Of("evaluate", folder.FullName).ExitCode);
        CliRun file = CliRun.Of(CliRun.Tiny("compare", points));
        Assert.Equal(1, file.ExitCode);
        Assert.Contains("it is a file", file.Error, StringComparison.Ordinal);
        CliRun unwritable = CliRun.Of(CliRun.Tiny("compare", Path.Combine(points, "below-a-file")));
        Assert.Equal(1, unwritable.ExitCode);
        Assert.Contains("Cannot write", unwritable.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    // 2 is for what was typed; whether a file is there is not a question of the command line.
    [Theory]
    [InlineData("train --model vae --target file:none.csv")]
    [InlineData("train --model vae --target none.yaml")]
    [InlineData("train --energy none.yaml")]
    [InlineData("train --model vae --from none")]
    [InlineData("train --model vae --resume -o none")]
    [InlineData("dump --target file:none.npy")]
    [InlineData("sample none -o points.csv")]
    [InlineData("evaluate none")]
    [InlineData("report none")]
    [InlineData("sweep run none.yaml")]
    [InlineData("sweep run none.yaml --dry-run")]
    [InlineData("sweep submit none.yaml --shards 2 --print")]
    [InlineData("sweep status none")]
    [InlineData("sweep collect none")]
    [InlineData("sweep best none --metric kld")]
    public void AMissingFileOrFolderGivesExitCode1(string line)
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of([.. line.Split(' ').Select(word => word.Contains("none", StringComparison.Ordinal) ? word.Replace("none", folder["none"], StringComparison.Ordinal) : word)]);
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("gengpu: (Cannot read .* there is no such file|There is no folder )", run.Error);
    }

    [Fact]
    public void AFlippedBitInACheckpointIsNoticed()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, CliRun.Of(CliRun.Tiny("train", folder["out"], "--model", "gan")).ExitCode);
        string path = Path.Combine(folder["out"], "checkpoint.safetensors");
        Assert.Equal(0, CliRun.Of("sample", folder["out"], "--count", "5", "-o", folder["a.npy"]).ExitCode);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^40] ^= 1;
        File.WriteAllBytes(path, bytes);
        CliRun run = CliRun.Of("sample", folder["out"], "--count", "5", "-o", folder["b.npy"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("checksum", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["b.npy"]));
    }

    [TmpfsFact]
    public void AFullDiskEndsWithOneSentenceAndLeavesNothingHalfWritten()
    {
        using var folder = new TemporaryFolder();
        string mount = Directory.CreateDirectory(folder["small"]).FullName;
        Assert.True(TmpfsFactAttribute.Run("mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", mount));
        try
        {
            CliRun run = CliRun.Of(CliRun.Tiny("compare", Path.Combine(mount, "out"), "--seeds", "12"));
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("the disk is full", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(Directory.EnumerateFiles(mount, "*", SearchOption.AllDirectories), path => Path.GetFileName(path).StartsWith(".gengpu-", StringComparison.Ordinal));
        }
        finally
        {
            Assert.True(TmpfsFactAttribute.Run("umount", mount));
        }
    }

    [Fact]
    public void HelpShowsDefaultsAndVersionShowsTheBuild()
    {
        CliRun help = CliRun.Of("compare", "--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("(Default: 100000)", help.Output, StringComparison.Ordinal);
        Assert.Contains("(Default: results_classical_benchmarks)", help.Output, StringComparison.Ordinal);
        Assert.Equal(help.Output, CliRun.Of("help", "compare").Output);
        CliRun version = CliRun.Of("--version");
        Assert.Equal(0, version.ExitCode);
        Assert.Matches(@"^gengpu \d+\.\d+\.\d+", version.Output);
        CliRun document = CliRun.Of("version", "--json");
        Assert.Equal(0, document.ExitCode);
        using JsonDocument json = JsonDocument.Parse(document.Output);
        Assert.Equal(NumericsVersion.Current, json.RootElement.GetProperty("numerics").GetInt32());
        CliRun nothing = CliRun.Of();
        Assert.Equal(2, nothing.ExitCode);
        Assert.Contains("compare", nothing.Error, StringComparison.Ordinal);
    }
}
