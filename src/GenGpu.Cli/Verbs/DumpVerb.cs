using GenGpu.Cli.Options;
using GenGpu.Core;
using GenGpu.Core.Programs;
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
            Target = options.Target,
            Models = [options.Model.ToLowerInvariant()],
            Budget = options.Budget,
            BatchSize = options.BatchSize,
            Bins = options.Bins,
            Layers = options.Layers,
            Protocol = options.Protocol.ToLowerInvariant(),
            Settings = OptionMapper.Settings(options.Settings),
        }).Models[0];
        IReadOnlyList<Program> programs = Choose(model, options.Program);
        if (options.Json)
            streams.Out.WriteLine(JsonFile.ToLine(ProgramDump.Document(model, programs)));
        else
            ProgramDump.Print(model, programs, streams.Out);
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
