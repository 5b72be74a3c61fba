using System.Buffers.Binary;
using GenGpu.Gpu.Tests.Cuda;

namespace GenGpu.Tests.Cli;

/// <summary>The command line over the stand-in for the driver: a device that is lost in mid-run costs nothing that was checkpointed.</summary>
public sealed class LostDeviceTests(FakeDriver driver) : IClassFixture<FakeDriver>
{
    [Fact]
    public void ARunThatLostItsDeviceIsContinuedBitForBitOrElsewhere()
    {
        string folder = driver.NewCache();
        Assert.Equal(0, Train("whole", "cuda").Code);

        // Only launches of programs wait for events; kernels over whole buffers do not, so that their number does not matter.
        (int code, string output) = Train("lost", "cuda", fault: "cuEventSynchronize:30:719");
        Assert.Equal(5, code);
        Assert.Contains("cuEventSynchronize failed with CUDA_ERROR_LAUNCH_FAILED. The device is lost", output, StringComparison.Ordinal);
        CopyCheckpoint("lost", "elsewhere");

        Assert.Equal(0, Train("lost", "cuda", resume: true).Code);
        string[] weights = Directory.GetFiles(Path.Combine(folder, "whole", "weights"));
        Assert.NotEmpty(weights);
        foreach (string file in weights)
            Assert.Equal(Values(file), Values(Path.Combine(folder, "lost", "weights", Path.GetFileName(file))));

        (code, output) = Train("elsewhere", "cpu", resume: true);
        Assert.True(code == 0, output);
        Assert.Contains("was trained on the cuda accelerator and goes on with cpu", output, StringComparison.Ordinal);

        (int Code, string Output) Train(string name, string accelerator, bool resume = false, string fault = "") => DeviceTests.Start(
            ["train", "--target", "1d-bimodal", "--model", "vae", "--budget", "60", "--steps", "400", "--batch-size", "16", "--evaluate-every", "100", "--curve-samples", "100",
                "--final-samples", "200", "--snapshot-percent", "0", "--no-likelihood", "--checkpoint-seconds", "0.001", "--accelerator", accelerator, "-o", Path.Combine(folder, name), .. resume ? ["--resume"] : (string[])[]],
            driver.Environment(("FAKE_FAIL", fault)));

        // Without the header, which names the folder.
        static byte[] Values(string path)
        {
            byte[] file = File.ReadAllBytes(path);
            return file[(8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file))..];
        }

        void CopyCheckpoint(string from, string to)
        {
            Directory.CreateDirectory(Path.Combine(folder, to));
            File.Copy(Path.Combine(folder, from, "checkpoint.safetensors"), Path.Combine(folder, to, "checkpoint.safetensors"));
        }
    }

    [Fact]
    public void DevicesAreListedAndWrongOnesRefused()
    {
        (int code, string output) = DeviceTests.Start(["devices", "--json"], driver.Environment());
        Assert.Equal(0, code);
        Assert.Contains("\"accelerator\":\"cuda:0\",\"device\":\"Stand-in 0\"", output, StringComparison.Ordinal);
        (code, output) = DeviceTests.Start(["train", "--model", "vae", "--accelerator", "cuda:7", "-o", driver.NewCache()], driver.Environment());
        Assert.Equal(5, code);
        Assert.Contains("--accelerator cuda:7: there is no such device. This machine has cuda:0 (Stand-in 0)", output, StringComparison.Ordinal);
        (code, output) = DeviceTests.Start(["train", "--model", "vae", "--accelerator", "cuda:nothing", "-o", driver.NewCache()], driver.Environment());
        Assert.Equal(5, code);
        Assert.Contains("there is no such device", output, StringComparison.Ordinal);
    }
}
