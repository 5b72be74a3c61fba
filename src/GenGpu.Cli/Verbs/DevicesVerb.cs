using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Gpu;
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
        foreach (string name in new[] { "cpu", "reference" })
        {
            using IAccelerator accelerator = AcceleratorChoice.Create(name, 0).Accelerator;
            AcceleratorInfo info = accelerator.Info;
            SelfTestResult? test = options.SelfTest ? SelfTest.Run(accelerator) : null;
            rows.Add(new DeviceRow(name, info.Device, info.ComputeUnits, info.MemoryBytes, info.Details, null, test?.Passed, test?.Message));
        }

        var missing = new List<MissingKind>();
        foreach (string kind in GpuDevices.Kinds)
        {
            rows.AddRange(GpuDevices.List(kind, out string? problem).Select(device => Row(device, options.SelfTest)));
            if (problem is not null)
                missing.Add(new MissingKind(kind, problem));
        }

        if (options.Json)
            streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/devices/1", devices = rows, missing }));
        else
            Print(rows, missing, options.SelfTest, streams);
        return rows.Any(row => row.Passed == false) ? ExitCodes.SomeFailed : ExitCodes.Done;
    }

    private static DeviceRow Row(GpuDeviceInfo device, bool selfTest)
    {
        SelfTestResult? test = selfTest && device.Unusable is null ? Test(device.Name) : null;
        return new DeviceRow(device.Name, device.Hardware, device.ComputeUnits, device.MemoryBytes, $"{device.Platform}, {device.Driver}{(device.IsProcessor ? "; a processor: good for checking results, the cpu accelerator is faster" : "")}", device.Unusable, test?.Passed, test?.Message);
    }

    private static SelfTestResult Test(string name)
    {
        try
        {
            using IAccelerator accelerator = AcceleratorChoice.Create(name, 0).Accelerator;
            return SelfTest.Run(accelerator);
        }
        catch (UserErrorException e)
        {
            return new SelfTestResult(false, $"FAILED: {e.Message}");
        }
    }

    private static void Print(List<DeviceRow> rows, List<MissingKind> missing, bool tested, Streams streams)
    {
        IAnsiConsole console = Consoles.Create(streams.Out, streams.OutIsTerminal, streams.Colours, Math.Min(streams.Width, 112));
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("accelerator").AddColumn("device").AddColumn("units").AddColumn("memory").AddColumn("details");
        if (tested)
            table.AddColumn("self-test");
        foreach (DeviceRow row in rows)
        {
            string details = row.Unusable is null ? row.Details : $"NOT USABLE: {row.Unusable}";
            var cells = new List<string> { row.Accelerator, row.Device, FormattableString.Invariant($"{row.Threads}"), FormattableString.Invariant($"{row.MemoryBytes / 1073741824.0:0.0} GiB"), details };
            if (tested)
                cells.Add(row.Message ?? "");
            table.AddRow(cells.Select(cell => (Spectre.Console.Rendering.IRenderable)new Text(cell)));
        }

        console.Write(table);
        streams.Out.WriteLine(" - programs, and the sorts, histograms and neighbour searches of metrics, run on the accelerator (of several devices these on the first); the rest of the metrics runs on the processor");
        foreach (MissingKind kind in missing)
            streams.Out.WriteLine($"no {kind.Kind}: {kind.Reason}");
    }

    private sealed record DeviceRow(string Accelerator, string Device, int Threads, long MemoryBytes, string Details, string? Unusable, bool? Passed, string? Message);

    private sealed record MissingKind(string Kind, string Reason);
}
