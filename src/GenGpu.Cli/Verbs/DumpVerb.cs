using GenGpu.Cli.Options;
using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Gpu;
using GenGpu.Models.Families;
using GenGpu.Storage;
using GenGpu.Training;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu dump</c>.</summary>
internal static class DumpVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(DumpOptions options, Streams streams)
    {
        TrainableModel model = RunPlan.Create(new TrainingConfiguration
        {
            Target = options.Energy is null ? options.Target : "energy",
            Energy = options.Energy,
            Condition = options.Condition,
            Models = [options.Energy is not null && options.Model == DumpOptions.DefaultModel ? "flow" : options.Model.ToLowerInvariant()],
            Budget = options.Budget,
            BatchSize = options.BatchSize,
            Bins = options.Bins,
            Layers = options.Layers,
            Protocol = options.Protocol.ToLowerInvariant(),
            Settings = OptionMapper.Settings(options.Settings),
        }).Models[0];
        if (options.Kernel is { } kind)
            return PrintKernel(kind.ToLowerInvariant(), model, options, streams);
        IReadOnlyList<Program> programs = Choose(model, options.Program);
        if (options.Json)
            streams.Out.WriteLine(JsonFile.ToLine(ProgramDump.Document(model, programs)));
        else
            ProgramDump.Print(model, programs, streams.Out);
        return ExitCodes.Done;
    }

    // Nothing but the source on standard output: its line numbers are those of a compiler's messages.
    private static int PrintKernel(string kind, TrainableModel model, DumpOptions options, Streams streams)
    {
        string name = options.Program;
        const string Quiet = ".quiet";
        if (!GpuDevices.Kinds.Contains(kind))
            throw new UserErrorException($"There is no kernel language '{kind}'{NameSuggestion.Hint(kind, GpuDevices.Kinds)}", ExitCodes.Usage);
        bool quiet = name.EndsWith(Quiet, StringComparison.OrdinalIgnoreCase);
        IReadOnlyList<Program> programs = Choose(model, quiet ? name[..^Quiet.Length] : name);
        if (programs.Count > 1)
            throw new UserErrorException("--kernel prints the source of one program; name it with --program.", ExitCodes.Usage);
        string source = KernelText.Of(kind, model.Definition, quiet ? programs[0].Quiet : programs[0], out string device);
        if (options.Json)
        {
            streams.Out.WriteLine(JsonFile.ToLine(new { program = name, kind, device, source }));
            return ExitCodes.Done;
        }

        streams.Out.Write(source);
        streams.Error.WriteLine($"{name} as compiled for {device}");
        return ExitCodes.Done;
    }

    private static IReadOnlyList<Program> Choose(TrainableModel model, string name)
    {
        if (name == "all")
            return model.Definition.Programs;
        Program? found = model.Definition.Programs.FirstOrDefault(program => string.Equals(program.Name, name, StringComparison.OrdinalIgnoreCase));
        return found is not null
            ? [found]
            : throw new UserErrorException($"{model.Family} has no program '{name}'{NameSuggestion.Hint(name, [.. model.Definition.Programs.Select(program => program.Name), "all"])}", ExitCodes.Usage);
    }
}
