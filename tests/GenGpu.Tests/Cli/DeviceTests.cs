using System.Diagnostics;
using System.Text.Json;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Cli;

/// <summary>What the command line says of devices. In processes of their own, with the libraries of GPUs named absent: what this machine has does not matter.</summary>
public class DeviceTests
{
    [Fact]
    public void ProcessorsPassTheirSelfTestAndWhatIsMissingIsSaid()
    {
        (int code, string output, string error) = Run("devices", "--selftest", "--json");
        Assert.True(code == 0, output + error);
        JsonElement root = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["cpu", "reference"], root.GetProperty("devices").EnumerateArray().Select(device => device.GetProperty("accelerator").GetString()));
        foreach (JsonElement device in root.GetProperty("devices").EnumerateArray())
            Assert.True(device.GetProperty("passed").GetBoolean(), device.ToString());
        string?[] reasons = [.. root.GetProperty("missing").EnumerateArray().Select(kind => kind.GetProperty("reason").GetString())];
        Assert.Contains("apt-get install pocl-opencl-icd", reasons[0], StringComparison.Ordinal);
        Assert.Contains("Install the NVIDIA driver", reasons[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cuda", 5, "The CUDA driver (libcuda.so.1, nvcuda.dll) is not installed. Install the NVIDIA driver")]
    [InlineData("cuda:all", 5, "Install the NVIDIA driver")]
    [InlineData("opencl:3", 5, "The OpenCL loader (libOpenCL.so.1, OpenCL.dll) is not installed. Install an OpenCL driver")]
    [InlineData("opencll", 2, "There is no accelerator 'opencll'")]
    public void AnAbsentDeviceEndsTheRunBeforeItBegins(string accelerator, int expected, string sentence)
    {
        using var folder = new TemporaryFolder();
        (int code, _, string error) = Run(CliRun.Tiny("train", folder["run"], "--model", "vae", "--accelerator", accelerator));
        Assert.Equal(expected, code);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void AutoTakesTheProcessorWithoutACudaDeviceAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        (int code, string output, string error) = Run(CliRun.Tiny("train", folder["run"], "--model", "vae"));
        Assert.True(code == 0, output + error);
        Assert.Contains("(auto: no CUDA device here)", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cuda", "#define GG_LANES ", "__syncthreads", "as compiled for a usual device")]
    [InlineData("opencl", "#define GG_LANES ", "reqd_work_group_size", "as compiled for a usual device")]
    public void DumpPrintsTheSourceOfTheKernelAndNothingElse(string kind, string lanes, string word, string note)
    {
        (int code, string output, string error) = Run("dump", "--kernel", kind, "--model", "rbm", "--budget", "60", "--program", "train.quiet");
        Assert.True(code == 0, error);
        Assert.StartsWith(lanes, output, StringComparison.Ordinal);
        Assert.Contains(word, output, StringComparison.Ordinal);
        Assert.Contains("GG_KERNEL gg_rbm_train_quiet(", output, StringComparison.Ordinal);
        Assert.EndsWith("}\n", output, StringComparison.Ordinal);
        Assert.Contains(note, error, StringComparison.Ordinal);
        (int done, string document, _) = Run("dump", "--kernel", kind, "--model", "rbm", "--budget", "60", "--program", "train.quiet", "--json");
        Assert.Equal(0, done);
        using (JsonDocument json = JsonDocument.Parse(document))
            Assert.Equal(output, json.RootElement.GetProperty("source").GetString());
        (int usage, _, string complaint) = Run("dump", "--kernel", "kuda");
        Assert.Equal(2, usage);
        Assert.Contains("There is no kernel language 'kuda'", complaint, StringComparison.Ordinal);
    }

    /// <summary>Runs the command line in a process of its own.</summary>
    /// <returns>Its exit code and everything it wrote.</returns>
    internal static (int Code, string Output) Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        (int code, string output, string error) = RunWith(arguments, environment);
        return (code, error + output);
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments) =>
        RunWith(arguments, ("GENGPU_OPENCL_LIBRARY", "/nowhere/libOpenCL.so.1"), ("GENGPU_CUDA_LIBRARY", "/nowhere/libcuda.so.1"));

    private static (int Code, string Output, string Error) RunWith(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[typeof(GenGpu.Cli.CommandLineApplication).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process child = Process.Start(start)!;
        Task<string> error = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return (child.ExitCode, output, error.Result);
    }
}
