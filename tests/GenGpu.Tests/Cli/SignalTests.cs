using System.Diagnostics;
using System.Text.Json;
using GenGpu.Cli;
using GenGpu.Tests.Storage;
using GenGpu.Training;

namespace GenGpu.Tests.Cli;

public class SignalTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("USR1")]
    public void ASignalLeavesAValidCheckpointAndExitCode75(string signal)
    {
        if (OperatingSystem.IsWindows() || (signal == "INT" && InterruptIsIgnored()))
            return;
        using var folder = new TemporaryFolder();
        using var run = new RunningProcess(Start(folder["out"], "--steps", "2000000000"));
        Process process = run.Process;
        WaitForCheckpoint(folder["out"], process);
        var watch = Stopwatch.StartNew();
        Assert.True(TmpfsFactAttribute.Run("kill", $"-{signal}", $"{process.Id}"));
        Assert.True(process.WaitForExit(30_000));
        Assert.Equal(75, process.ExitCode);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
        CheckpointFile file = CheckpointFile.Read(folder["out"]);
        Assert.True(file.State.Step > 0);
        Assert.False(file.State.IsFinished);
        string output = process.StandardOutput.ReadToEnd();
        Assert.Equal("stopped", JsonDocument.Parse(output).RootElement.GetProperty("status").GetString());
        string error = process.StandardError.ReadToEnd();
        Assert.DoesNotContain('\u001b', output + error);
        Assert.Contains("--resume continues it bit for bit", error, StringComparison.Ordinal);
    }

    [Fact]
    public void ASecondInterruptEndsAtOnceWithExitCode130()
    {
        if (OperatingSystem.IsWindows() || InterruptIsIgnored())
            return;
        using var folder = new TemporaryFolder();

        // Floors of so many samples take long, and nothing looks at the first signal meanwhile.
        using var run = new RunningProcess(Start(folder["out"], "--steps", "2000000000", "--curve-samples", "10000000"));
        Process process = run.Process;
        string? line = process.StandardError.ReadLine();
        Assert.StartsWith("accelerator", line, StringComparison.Ordinal);
        Thread.Sleep(200);
        Assert.True(TmpfsFactAttribute.Run("kill", "-INT", $"{process.Id}"));
        Thread.Sleep(300);
        Assert.True(TmpfsFactAttribute.Run("kill", "-INT", $"{process.Id}"));
        Assert.True(process.WaitForExit(20_000));
        Assert.Equal(130, process.ExitCode);
    }

    [Fact]
    public void ASignalWhileTargetSamplesAreDrawnLeavesNothing()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        using var run = new RunningProcess(Start(["train", "--energy", "dw4", "--reference-samples", "10000000", "--threads", "1", "--batch-size", "16", "--set", "coupling=affine", "-o", folder["out"]]));
        Process process = run.Process;

        // Ten million samples take minutes; by then the handlers are there and the chains run.
        Thread.Sleep(3000);
        Assert.False(process.HasExited);
        Assert.True(TmpfsFactAttribute.Run("kill", "-TERM", $"{process.Id}"));
        Assert.True(process.WaitForExit(30_000));
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("nothing was written", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    // A shell without job control starts background commands with SIGINT ignored, and what is ignored at the start stays so in every child.
    private static bool InterruptIsIgnored() => InheritedSignals.IsIgnored(2);

    private static Process Start(string output, params string[] more) => Start(Arguments(output, more));

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(CommandLineApplication).Assembly.Location);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        // A TERM that promises colours must not bring them into a pipe.
        start.Environment["TERM"] = "xterm-256color";
        return Process.Start(start)!;
    }

    private static string[] Arguments(string output, string[] more) =>
    [
        "train", "--model", "vae", "--target", "1d-bimodal", "--budget", "60", "--batch-size", "16", "--evaluate-every", "100000",
        "--snapshot-percent", "0", "--checkpoint-seconds", "0.05", "--json", "-o", output, .. more,
    ];

    private static void WaitForCheckpoint(string folder, Process process)
    {
        for (int attempt = 0; attempt < 600 && !CheckpointFile.Exists(folder); attempt++)
        {
            Assert.False(process.HasExited, "the process ended before its first checkpoint");
            Thread.Sleep(50);
        }

        Assert.True(CheckpointFile.Exists(folder));
    }
}
