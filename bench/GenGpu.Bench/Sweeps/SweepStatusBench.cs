using System.Diagnostics;
using System.Globalization;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Reports;
using GenGpu.Sweeps.Results;
using GenGpu.Sweeps.Spec;
using GenGpu.Training;

namespace GenGpu.Bench.Sweeps;

/// <summary>How long the status of a large sweep takes: a list of trials with a written result for all but every tenth, in four segments; nothing is trained.</summary>
public static class SweepStatusBench
{
    public static int Run(string[] args)
    {
        SweepBenchOptions options = SweepBenchOptions.Parse(["--trials", "100000", .. args]);
        var folder = new SweepFolder(Path.Combine(Path.GetTempPath(), $"gengpu-bench-{Guid.NewGuid():N}"));
        folder.Prepare();
        try
        {
            string spec = Path.Combine(folder.Path, "many.yaml");
            File.WriteAllText(spec, string.Create(CultureInfo.InvariantCulture, $"""
                schema: gengpu/sweep/1
                base: {"{"}model: gan, target: 2d-gmm, budget: 310{"}"}
                random: {"{"}count: {options.Trials / 10}, learningRate: {"{"}log: [1e-5, 1e-2]{"}"}{"}"}
                repeat: {"{"}seed: 0..9{"}"}
                """));
            long begin = Stopwatch.GetTimestamp();
            TrialList list = SweepFreeze.Keep(folder, SweepExpander.Expand(SweepSpecReader.Read(spec)), extend: false, _ => { });
            double expansion = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            begin = Stopwatch.GetTimestamp();
            for (int shard = 0; shard < 4; shard++)
                Write(folder, list, new Shard(shard, 4));
            double writing = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            using Process self = Process.GetCurrentProcess();
            TimeSpan before = self.TotalProcessorTime;
            begin = Stopwatch.GetTimestamp();
            SweepStatus status = SweepStatus.Read(folder);
            double reading = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            self.Refresh();
            double processor = (self.TotalProcessorTime - before).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                {list.Trials.Count} trials: expansion and trials.jsonl {expansion:0.00} s, {status.Ended} results written in {writing:0.00} s
                status                      {reading:0.00} s, of the processor {processor:0.00} s ({status.Ended} ended, {status.Pending} pending)
                files in the folder         {Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Count()}
                peak memory of the process  {self.PeakWorkingSet64 / 1048576.0:0} MiB
                """));
            return 0;
        }
        finally
        {
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    private static void Write(SweepFolder folder, TrialList list, Shard shard)
    {
        using var writer = new SegmentWriter(folder.Results, new WriterInfo(WriterInfo.CurrentSchema, "bench", 1, null, shard.ToString(), BuildVersion.Text, NumericsVersion.Current, "cpu", "bench", DateTime.UtcNow));
        var figures = new Dictionary<string, double> { ["kld"] = 0.123456789012345, ["w1"] = 0.0123456789012345 };
        CurvePoint[] curve = [.. Enumerable.Range(1, 20).Select(step => new CurvePoint(step * 100, 0.5, [0.1, 0.2]))];
        foreach (SweepTrial trial in shard.Of(list).Where(trial => trial.Index % 10 != 3))
        {
            writer.Add(trial.Id, new TrialDocument(TrialState.Done, null, 2000, 302, figures, figures, 1500, null, figures, ["kld", "w1"], null, new TrialRun(0.02, null, 0, 1)), curve, null);
            writer.FlushIfDue();
        }

        writer.Flush();
    }
}
