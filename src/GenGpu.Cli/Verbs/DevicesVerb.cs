using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Core.Accelerators;
using GenGpu.Storage;
using GenGpu.Training;
using Spectre.Console;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu devices</c>.</summary>
internal static class DevicesVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(DevicesOptions options, Streams streams)
    {
        var rows = new List<DeviceRow>();
        foreach (string name in AcceleratorChoice.Names.Where(name => name != "auto"))
        {
            using IAccelerator accelerator = AcceleratorChoice.Create(name, 0).Accelerator;
            SelfTestResult? test = options.SelfTest ? SelfTest.Run(accelerator) : null;
            AcceleratorInfo info = accelerator.Info;
            rows.Add(new DeviceRow(accelerator.Name, info.Device, info.ComputeUnits, info.MemoryBytes, info.Details, test?.Passed, test?.Message));
        }

        if (options.Json)
            streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/devices/1", devices = rows }));
        else
            Print(rows, options.SelfTest, streams);
        return rows.Any(row => row.Passed == false) ? ExitCodes.SomeFailed : ExitCodes.Done;
    }

    private static void Print(List<DeviceRow> rows, bool tested, Streams streams)
    {
        IAnsiConsole console = Consoles.Create(streams.Out, streams.OutIsTerminal, streams.Colours, Math.Min(streams.Width, 112));
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("accelerator").AddColumn("device").AddColumn("threads").AddColumn("details");
        if (tested)
            table.AddColumn("self-test");
        foreach (DeviceRow row in rows)
        {
            var cells = new List<string> { row.Accelerator, row.Device, FormattableString.Invariant($"{row.Threads}"), row.Details };
            if (tested)
                cells.Add(row.Message ?? "");
            table.AddRow(cells.Select(cell => (Spectre.Console.Rendering.IRenderable)new Text(cell)));
        }

        console.Write(table);
    }

    private sealed record DeviceRow(string Accelerator, string Device, int Threads, long MemoryBytes, string Details, bool? Passed, string? Message);
}
