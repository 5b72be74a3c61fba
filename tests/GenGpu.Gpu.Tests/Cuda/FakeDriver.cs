using System.Diagnostics;

namespace GenGpu.Gpu.Tests.Cuda;

/// <summary>The stand-in for the CUDA driver and NVRTC, compiled once per test run, and the environment that makes a child process use it.</summary>
public sealed class FakeDriver : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gengpu-fake-driver").FullName;

    public FakeDriver()
    {
        Library = Path.Combine(folder, "libfake.so");
        string source = Path.Combine(folder, "fake_driver.cpp");
        using (Stream resource = typeof(FakeDriver).Assembly.GetManifestResourceStream("fake_driver.cpp")!)
        using (FileStream file = File.Create(source))
            resource.CopyTo(file);
        var start = new ProcessStartInfo("g++", ["-std=c++17", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", Library, source, "-ldl"]) { RedirectStandardError = true };
        using Process compiler = Process.Start(start) ?? throw new InvalidOperationException("g++ is missing: apt-get install g++");
        string log = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, log);
    }

    /// <summary>Path of the library: both the driver and the compiler.</summary>
    public string Library { get; }

    /// <summary>The folder for compiled kernels that tests share.</summary>
    public string SharedCache => folder;

    /// <summary>A folder for compiled kernels that no other test uses.</summary>
    public string NewCache() => Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>The variables of a child process.</summary>
    /// <param name="more">Further variables; those of the stand-in are described in its source.</param>
    public (string Name, string Value)[] Environment(params (string Name, string Value)[] more) =>
        [("GENGPU_CUDA_LIBRARY", Library), ("GENGPU_NVRTC_LIBRARY", Library), ("XDG_CACHE_HOME", SharedCache), ("TMPDIR", folder), .. more];

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
