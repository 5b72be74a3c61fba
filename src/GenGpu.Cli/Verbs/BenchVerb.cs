using GenGpu.Benchmarks;
using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Storage;
using GenGpu.Training;
using Spectre.Console;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu bench</c>.</summary>
internal static class BenchVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(BenchOptions options, Streams streams)
    {
        if (options.What is not ("train" or "ops" or "buffers"))
            throw new UserErrorException($"gengpu bench knows train, ops and buffers, not '{options.What}'{NameSuggestion.Hint(options.What, ["train", "ops", "buffers"])}", ExitCodes.Usage);
        if (options.Count is < 1 or > 1 << 29)
            throw new UserErrorException(FormattableString.Invariant($"--count must be 1 to {1 << 29}, not {options.Count}."), ExitCodes.Usage);
        if (options.Rounds is < 1 or > 1000 || !(options.Seconds > 0 && options.Seconds <= 3600) || options.Models.Any(count => count is < 1 or > 1_000_000))
            throw new UserErrorException("--rounds must be 1 to 1000, --seconds above 0 and at most 3600, --models 1 to 1000000.", ExitCodes.Usage);
        TrainingCell[] cells = [.. options.Cells.Select(TrainingCell.Parse)];
        (IAccelerator accelerator, string reason) = AcceleratorChoice.Create(options.Accelerator, options.Threads);
        using (accelerator)
        {
            if (!options.Quiet)
                streams.Error.WriteLine(AcceleratorChoice.Describe(accelerator, reason));
            int[] models = options.Models.Any() ? [.. options.Models] : [8 * accelerator.Info.ComputeUnits];
            Ceilings? ceilings = (accelerator as IMeasuredCeilings)?.MeasureCeilings();
            if (options.What == "train")
                Train(options, cells.Length > 0 ? cells : [.. TrainingCell.Classical], models, accelerator, ceilings, streams);
            else if (options.What == "buffers")
                Buffers(options, accelerator, ceilings, streams);
            else
                Ops(options, models[0], accelerator, ceilings, streams);
        }

        return ExitCodes.Done;
    }

    private static void Train(BenchOptions options, TrainingCell[] cells, int[] models, IAccelerator accelerator, Ceilings? ceilings, Streams streams)
    {
        var rows = new List<TrainingFigure>();
        foreach (TrainingCell cell in cells)
        {
            foreach (int count in models)
            {
                using var benchmark = new TrainingBenchmark(accelerator, cell, count);
                benchmark.WarmUp();
                rows.Add(benchmark.MeasureRounds(options.Rounds, options.Seconds));
            }
        }

        if (options.Json)
        {
            streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/bench/1", accelerator = accelerator.Name, device = accelerator.Info.Device, units = accelerator.Info.ComputeUnits, ceilings, cells = rows }));
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded).AddColumn("model").AddColumn("parameters").AddColumn("models").AddColumn("us per model-step").AddColumn("model-steps/s").AddColumn("GFLOP/s").AddColumn("of peak").AddColumn("products");
        foreach (TrainingFigure row in rows)
        {
            table.AddRow($"{row.Family}:{row.Width}", Text($"{row.Parameters:N0}"), Text($"{row.Models:N0}"), Text($"{row.MicrosecondsPerModelStep:G4}"), Text($"{1e6 / row.MicrosecondsPerModelStep:N0}"),
                Text($"{row.GigaflopsPerSecond:F1}"), Share(row.ShareOfPeak), Share(row.ProductShareOfPeak));
        }

        Write(table, ceilings, "All models and cores together; flops as the op table counts them, random numbers included; products: those of matrix products alone, as a share of the peak. Shares are of the peak right before and after each round, medians over rounds.", streams);
    }

    private static void Ops(BenchOptions options, int models, IAccelerator accelerator, Ceilings? ceilings, Streams streams)
    {
        OpBenchmarkCase[] cases = [.. OpBenchmarkCases.All.Where(c => c.Name.Contains(options.Filter, StringComparison.OrdinalIgnoreCase))];
        if (cases.Length == 0)
            throw new UserErrorException($"No op's name holds '{options.Filter}'{NameSuggestion.Hint(options.Filter, [.. OpBenchmarkCases.All.Select(c => c.Name.Split(' ')[0]).Distinct()])}", ExitCodes.Usage);
        var figures = new List<OpFigure>();
        foreach (OpBenchmarkCase one in cases)
        {
            using var benchmark = new OpBenchmark(accelerator, one, models);
            figures.Add(benchmark.Measure(options.Rounds));
        }

        if (options.Json)
        {
            streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/bench/1", accelerator = accelerator.Name, device = accelerator.Info.Device, units = accelerator.Info.ComputeUnits, models, ceilings, ops = figures }));
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded).AddColumn("op").AddColumn("ns").AddColumn("GFLOP/s").AddColumn("of peak").AddColumn("GB/s");
        foreach (OpFigure figure in figures)
        {
            if (figure.Nanoseconds is null)
                table.AddRow(figure.Name, "-", "-", "-", "-");
            else
                table.AddRow(figure.Name, Text($"{figure.Nanoseconds:N1}"), Text($"{figure.GigaflopsPerSecond:F1}"), Share(1e9 * figure.GigaflopsPerSecond!.Value, ceilings?.FlopsPerSecond), Text($"{figure.GigabytesPerSecond:F1}"));
        }

        Write(table, ceilings, FormattableString.Invariant($"{models} models side by side; ns: wall time by applications, all models and cores together. Operands that stay in a cache exceed the bandwidth of memory; - is too little to tell from noise."), streams);
    }

    private static void Buffers(BenchOptions options, IAccelerator accelerator, Ceilings? ceilings, Streams streams)
    {
        IReadOnlyList<BufferFigure> figures = new BufferBenchmark(accelerator.Buffers, options.Count).Measure(options.Rounds);
        if (options.Json)
        {
            streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/bench/1", accelerator = accelerator.Name, device = accelerator.Info.Device, units = accelerator.Info.ComputeUnits, ceilings, buffers = figures }));
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded).AddColumn("what").AddColumn("count").AddColumn("ms").AddColumn("ms of kernels").AddColumn("GB/s").AddColumn("of memory");
        foreach (BufferFigure figure in figures)
        {
            table.AddRow(figure.Name, Text($"{figure.Count:N0}"), Text($"{figure.Milliseconds:G4}"), figure.KernelMilliseconds is { } alone ? Text($"{alone:G4}") : "-", Text($"{figure.GigabytesPerSecond:F1}"),
                Share(1e9 * figure.GigabytesPerSecond, ceilings?.BytesPerSecond));
        }

        Write(table, ceilings, "ms: with copies to a device and back; GB/s: operands read once and results written once, by the time of kernels where these are timed.", streams);
    }

    private static void Write(Table table, Ceilings? ceilings, string remark, Streams streams)
    {
        for (int column = 1; column < table.Columns.Count; column++)
            table.Columns[column].RightAligned();
        Consoles.Create(streams.Out, streams.OutIsTerminal, streams.Colours, Math.Min(streams.Width, 112)).Write(table);
        if (ceilings is not null)
            streams.Out.WriteLine(FormattableString.Invariant($" - measured ceilings of this device: {ceilings.FlopsPerSecond / 1e9:F0} GFLOP/s of fused multiply-adds, {ceilings.BytesPerSecond / 1e9:F1} GB/s of memory"));
        streams.Out.WriteLine($" - {remark}");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text).Replace(",", " ", StringComparison.Ordinal);

    private static string Share(double value, double? ceiling) => Share(value / ceiling);

    private static string Share(double? share) => share is { } part ? FormattableString.Invariant($"{100 * part:F0} %") : "-";
}
