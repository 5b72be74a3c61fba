using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Models.Energies;
using GenGpu.Models.Targets;
using GenGpu.Storage;
using Spectre.Console;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu targets</c>.</summary>
internal static class TargetsVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(TargetsOptions options, Streams streams)
    {
        IReadOnlyList<Target> targets = TargetCatalog.All();
        if (options.Json)
        {
            streams.Out.WriteLine(JsonFile.ToLine(new
            {
                schema = "gengpu/targets/1",
                energies = EnergyCatalog.All().Select(energy => new { name = energy.Name, dimensions = energy.Dimensions, description = energy.Description, formula = energy.Formula, logZ = energy.LogPartition(1) }).ToArray(),
                targets = targets.Select(target => new { name = target.Name, dimensions = target.Dimensions, description = target.Description, formula = target.Formula, entropy = target.Entropy, parameters = Parameters(target).Select(parameter => new { name = parameter.Name, value = parameter.Default, minimum = parameter.Minimum, description = parameter.Description }).ToArray() }).ToArray(),
            }));
            return ExitCodes.Done;
        }

        IAnsiConsole console = Consoles.Create(streams.Out, streams.OutIsTerminal, streams.Colours, Math.Min(streams.Width, 112));
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("target").AddColumn("dimensions").AddColumn("what it is").AddColumn("definition");
        foreach (Target target in targets)
            table.AddRow(new Text(target.Name), new Text(FormattableString.Invariant($"{target.Dimensions}")), new Text(target.Description), new Text(target.Formula + With(target)));
        console.Write(table);
        console.Write(new Text("Also: file:points.csv or file:points.npy (n x d measurements), or a .yaml file with weights, means, covariances of a Gaussian mixture.\n"));
        console.Write(new Text("Models can be conditioned on the parameters above, --condition separation=1:4, and on columns of a file, --condition columns=3,4:categorical.\n"));
        console.Write(Energies());
        console.Write(new Text("Sizes may differ: many-well-6, phi4-16 (a ring), xy-8x8. Also: an expression such as \"x0^4 - 4*x0^2 + x1^2/2\", or a .yaml file; flows learn them from the energy alone.\n"));
        return ExitCodes.Done;
    }

    private static IReadOnlyList<TargetParameter> Parameters(Target target) => (target as IParametrisedTarget)?.Parameters ?? [];

    private static string With(Target target) => Parameters(target) is { Count: > 0 } parameters
        ? $"\nparameters: {string.Join(", ", parameters.Select(parameter => FormattableString.Invariant($"{parameter.Name} {parameter.Default:G4}")))}"
        : "";

    private static Table Energies()
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("--energy").AddColumn("dimensions").AddColumn("what it is").AddColumn(new TableColumn(new Text("log Z")).RightAligned());
        foreach (Energy energy in EnergyCatalog.All())
            table.AddRow(new Text(energy.Name), new Text(FormattableString.Invariant($"{energy.Dimensions}")), new Text(energy.Description), new Text(Figures.Precise(energy.LogPartition(1) ?? double.NaN)));
        return table;
    }
}
