using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Models.Families;
using GenGpu.Storage;
using Spectre.Console;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu settings</c>.</summary>
internal static class SettingsVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(SettingsOptions options, Streams streams)
    {
        IReadOnlyList<IModelFamily> families = options.Family is { } name ? [FamilyCatalog.Get(name)] : FamilyCatalog.All;
        if (options.Json)
        {
            streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/settings/1", families = families.Select(Document).ToArray() }));
            return ExitCodes.Done;
        }

        IAnsiConsole console = Consoles.Create(streams.Out, streams.OutIsTerminal, streams.Colours, Math.Min(streams.Width, 112));
        if (options.Family is null)
            Overview(families, console);
        else
            One(families[0], console);
        return ExitCodes.Done;
    }

    private static object Document(IModelFamily family) => new
    {
        name = family.Name,
        description = family.Description,
        settings = family.Settings.Select(setting => new { name = setting.Name, value = setting.DefaultText, expected = setting.Expected, description = setting.Description }).ToArray(),
    };

    private static void One(IModelFamily family, IAnsiConsole console)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("--set").AddColumn("default").AddColumn("value").AddColumn("what it is");
        table.Columns[0].NoWrap();
        foreach (SettingDescription setting in family.Settings)
            table.AddRow(new Text(setting.Name), new Text(setting.DefaultText), new Text(setting.Expected), new Text(setting.Description));
        console.Write(new Text($"{family.Name}: {family.Description}\n"));
        console.Write(table);
        console.Write(new Text($"Several with commas: --set {family.Settings[0].Name}=3e-4,{family.Settings[2].Name}=0.5. Defaults are those of --protocol exact.\n"));
    }

    private static void Overview(IReadOnlyList<IModelFamily> families, IAnsiConsole console)
    {
        string[] common = [.. families[0].Settings.Select(setting => setting.Name).Where(name => families.All(family => family.Settings.Any(setting => setting.Name == name)))];
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("family").AddColumn("what it is").AddColumn("settings of its own");
        table.Columns[0].NoWrap();
        foreach (IModelFamily family in families)
            table.AddRow(new Text(family.Name), new Text(family.Description), new Text(string.Join(", ", family.Settings.Select(setting => setting.Name).Except(common))));
        console.Write(table);
        console.Write(new Text($"All have: {string.Join(", ", common)}.\n"));
        console.Write(new Text("gengpu settings gan: the defaults of one family, which values are allowed, and what each setting is.\n"));
    }
}
