using System.Runtime.InteropServices;
using System.Text;
using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>The kernels of many programs, generated for CUDA and compiled as C++ in one go: as a library, or as a program under ThreadSanitizer.</summary>
internal sealed unsafe class EmulationUnit : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gengpu-emulation-");
    private readonly Dictionary<Program, int> indices = [];
    private readonly List<GeneratedKernel> kernels = [];
    private readonly string path;
    private readonly nint library;
    private readonly delegate* unmanaged<int, void**, int, int, int, int, uint, int, int> emulate;

    /// <param name="definitions">What to compile: all programs of each, and their quiet forms.</param>
    /// <param name="target">The device to pretend: at most 64 lanes, so that all programs have as many.</param>
    /// <param name="spoil">A change to the generated text, to plant a bug.</param>
    /// <param name="asThreads">One thread per lane under ThreadSanitizer, instead of fibers.</param>
    public EmulationUnit(IEnumerable<ModelDefinition> definitions, KernelTarget target, Func<string, string>? spoil = null, bool asThreads = false)
    {
        var text = new StringBuilder();
        foreach (Program program in definitions.SelectMany(d => d.Programs.SelectMany(p => new[] { p, p.Quiet }).Distinct().Select(p => (d, p))).Select(p => Add(p.d, p.p, target)))
            text.Append(kernels[indices[program]].Body);
        Lanes = kernels[0].Lanes;
        string body = spoil is null ? text.ToString() : spoil(text.ToString());
        string table = $"static void (*const emulated_kernels[])(void **) = {{ {string.Join(", ", kernels.Select(k => $"emulation::invoker<&{k.EntryPoint}>::call"))} }};\n";
        string source = Path.Combine(folder.FullName, "kernels.cpp");
        File.WriteAllText(source, Resource("emulator.h") + KernelLibrary.Prelude(target, Lanes, isWide: false, isArenaShared: true) + body + table + Resource("emulator_end.h"));
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

    /// <summary>Lanes of every group.</summary>
    public int Lanes { get; }

    /// <summary>The kernel of a program.</summary>
    public GeneratedKernel Find(Program program) => kernels[indices[program]];

    /// <summary>Runs a call of a program's kernel.</summary>
    /// <exception cref="EmulationException">The kernel did what would go wrong on a device.</exception>
    public void Run(Program program, ArgumentList arguments, int groups, uint order)
    {
        int index = indices[program], sharedBytes = kernels[index].SharedBytes;
        int code = library != 0
            ? arguments.Use(values => emulate(index, (void**)values, groups, 1, Lanes, sharedBytes, order, 0))
            : RunProgram([index, groups, 1, Lanes, sharedBytes, (int)order, 1], arguments);
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

    private Program Add(ModelDefinition definition, Program program, KernelTarget target)
    {
        indices.Add(program, kernels.Count);
        kernels.Add(ProgramKernel.Generate(definition, program, target, $"k{kernels.Count}"));
        return program;
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
        using Stream stream = typeof(EmulationUnit).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd() + "\n";
    }
}
