using System.Runtime.InteropServices;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>Kernels compiled as C++: as a library that runs lanes as fibers, or as a program with one thread per lane under ThreadSanitizer.</summary>
internal sealed unsafe class CompiledKernels : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gengpu-emulation-");
    private readonly string path;
    private readonly nint library;
    private readonly delegate* unmanaged<int, void**, int, int, int, int, uint, int, int> emulate;

    /// <param name="prelude">Dialect and library.</param>
    /// <param name="body">The kernels.</param>
    /// <param name="entryPoints">Their names; calls name them by index.</param>
    /// <param name="asThreads">One thread per lane under ThreadSanitizer, instead of fibers.</param>
    public CompiledKernels(string prelude, string body, IReadOnlyList<string> entryPoints, bool asThreads)
    {
        string table = $"static void (*const emulated_kernels[])(void **) = {{ {string.Join(", ", entryPoints.Select(k => $"emulation::invoker<&{k}>::call"))} }};\n";
        string source = Path.Combine(folder.FullName, "kernels.cpp");
        File.WriteAllText(source, Resource("emulator.h") + prelude + body + table + Resource("emulator_end.h"));
        path = Path.Combine(folder.FullName, asThreads ? "kernels" : "kernels.so");
        try
        {
            Compile(source, asThreads);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }

        if (asThreads)
            return;
        library = NativeLibrary.Load(path);
        emulate = (delegate* unmanaged<int, void**, int, int, int, int, uint, int, int>)NativeLibrary.GetExport(library, "emulate");
    }

    /// <summary>Runs a kernel over a grid of groups.</summary>
    /// <exception cref="EmulationException">The kernel did what would go wrong on a device.</exception>
    public void Run(int index, ArgumentList arguments, int columns, int rows, int lanes, int sharedBytes, uint order)
    {
        int code = library != 0
            ? arguments.Use(values => emulate(index, (void**)values, columns, rows, lanes, sharedBytes, order, 0))
            : RunProgram([index, columns, rows, lanes, sharedBytes, (int)order, 1], arguments);
        if (code != 0)
            throw new EmulationException(code switch { 1 => "lanes met at different barriers", 2 => "a kernel wrote beyond its shared memory", _ => $"fault {code}" });
    }

    public void Dispose()
    {
        if (library != 0)
            NativeLibrary.Free(library);
        // To look at a failure: the source, the program and its last call stay in the temporary folder.
        if (Environment.GetEnvironmentVariable("GENGPU_KEEP_EMULATION") != "1")
            folder.Delete(recursive: true);
    }

    private int RunProgram(int[] head, ArgumentList arguments)
    {
        string file = Path.Combine(folder.FullName, "call");
        using (var writer = new BinaryWriter(File.Create(file)))
        {
            foreach (int number in head)
                writer.Write(number);
            arguments.Write(writer);
        }

        (int code, string errors) = Tool.Run(path, file);
        if (errors.Contains("unexpected memory mapping", StringComparison.Ordinal))
            (code, errors) = Tool.Run("setarch", "--addr-no-randomize", path, file);
        if (errors.Contains("ThreadSanitizer", StringComparison.Ordinal))
            throw new EmulationException(errors);
        using var reader = new BinaryReader(File.OpenRead(file));
        foreach (int _ in head)
            reader.ReadInt32();
        arguments.Read(reader);
        return code;
    }

    private void Compile(string source, bool asThreads)
    {
        // Nothing is inlined: each library function is compiled once, not once per call.
        string[] kind = asThreads ? ["-fsanitize=thread", "-g1"] : ["-shared", "-fPIC"];
        (int code, string errors) = Tool.Run("g++", [.. kind, "-std=c++17", "-O1", "-fno-inline", "-ffp-contract=off", "-march=native", "-w", "-pthread", "-o", path, source]);
        if (code != 0)
            throw new EmulationException(errors.Length > 4000 ? errors[..4000] : errors);
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(CompiledKernels).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd() + "\n";
    }
}
