using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>The kernels of many programs, generated for CUDA and compiled as C++ in one go.</summary>
internal sealed unsafe class EmulationUnit : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gengpu-emulation-");
    private readonly Dictionary<Program, int> indices = [];
    private readonly List<GeneratedKernel> kernels = [];
    private readonly nint library;
    private readonly delegate* unmanaged<int, void**, int, int, int, int, uint, int, int> emulate;

    /// <param name="definitions">What to compile: all programs of each, and their quiet forms.</param>
    /// <param name="target">The device to pretend: at most 64 lanes, so that all programs have as many.</param>
    /// <param name="spoil">A change to the generated text, to plant a bug.</param>
    /// <param name="asProgram">Compile a program with ThreadSanitizer instead of a library.</param>
    public EmulationUnit(IEnumerable<ModelDefinition> definitions, KernelTarget target, Func<string, string>? spoil = null, bool asProgram = false)
    {
        var text = new StringBuilder();
        foreach (ModelDefinition definition in definitions)
        {
            foreach (Program program in definition.Programs.SelectMany(p => new[] { p, p.Quiet }).Distinct())
            {
                GeneratedKernel kernel = ProgramKernel.Generate(definition, program, target, $"k{kernels.Count}");
                indices.Add(program, kernels.Count);
                kernels.Add(kernel);
                text.Append(kernel.Body);
            }
        }

        text.Append("static void (*const emulated_kernels[])(void **) = { ");
        text.AppendJoin(", ", kernels.Select(k => $"emulation::invoker<&{k.EntryPoint}>::call")).Append(" };\n");
        Lanes = kernels[0].Lanes;
        string body = spoil is null ? text.ToString() : spoil(text.ToString());
        string source = Resource("emulator.h") + KernelLibrary.Prelude(target, Lanes, isWide: false, isArenaShared: true) + body + Resource("emulator_end.h");
        string sourcePath = Path.Combine(folder.FullName, "kernels.cpp");
        File.WriteAllText(sourcePath, source);
        string result = Path.Combine(folder.FullName, asProgram ? "kernels" : "kernels.so");
        string[] kind = asProgram ? ["-fsanitize=thread", "-g1"] : ["-shared", "-fPIC"];
        Build([.. kind, "-std=c++17", "-O1", "-fno-inline", "-ffp-contract=off", "-march=native", "-w", "-pthread", "-o", result, sourcePath]);
        ProgramPath = result;
        if (asProgram)
            return;
        library = NativeLibrary.Load(result);
        emulate = (delegate* unmanaged<int, void**, int, int, int, int, uint, int, int>)NativeLibrary.GetExport(library, "emulate");
    }

    /// <summary>Lanes of every group.</summary>
    public int Lanes { get; }

    /// <summary>The file that was compiled.</summary>
    public string ProgramPath { get; }

    /// <summary>Kernel and index of a program.</summary>
    public (GeneratedKernel Kernel, int Index) Find(Program program) => (kernels[indices[program]], indices[program]);

    /// <summary>Runs a launch of one kernel.</summary>
    public void Run(int index, void** arguments, int groups, uint order)
    {
        string? fault = emulate(index, arguments, groups, 1, Lanes, kernels[index].SharedBytes, order, 0) switch
        {
            0 => null,
            1 => "lanes met at different barriers",
            2 => "a kernel wrote beyond its shared memory",
            int code => $"fault {code}",
        };
        if (fault is not null)
            throw new EmulationException(fault);
    }

    public void Dispose()
    {
        if (library != 0)
            NativeLibrary.Free(library);
        folder.Delete(recursive: true);
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(EmulationUnit).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd() + "\n";
    }

    private void Build(string[] arguments)
    {
        try
        {
            Compile(arguments);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    private static void Compile(string[] arguments)
    {
        using Process compiler = Process.Start(new ProcessStartInfo("g++", arguments) { RedirectStandardError = true })
            ?? throw new InvalidOperationException("g++ does not start; install it (Debian: apt install g++).");
        string errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0)
            throw new EmulationException(errors.Length > 4000 ? errors[..4000] : errors);
    }
}
