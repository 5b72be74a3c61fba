using System.Diagnostics;
using GenGpu.Cli;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;
using GenGpu.Tests.Cli;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Sweeps;

/// <summary>A sweep whose process is killed (SIGKILL) at random moments, again and again.</summary>
public class SweepKillTests
{
    // Two shapes, checkpoints all the time, and enough to do for many kills.
    private const string Spec = """
        schema: gengpu/sweep/1
        name: killed
        base: {target: 1d-bimodal, budget: 60, steps: 4000, batch-size: 16, evaluate-every: 500, curve-samples: 200, final-samples: 500}
        grid: {model: [rbm, gan], seed: 0..59}
        """;

    [Fact]
    public void ThirtyKillsLoseNothing() => Kill(30);

    [Fact]
    [Trait("Category", "Long")]
    public void TwoHundredKillsLoseNothing() => Kill(200);

    private static void Kill(int wanted)
    {
        using var folder = new TemporaryFolder();
        SweepRuns.Run(folder["whole"], Spec);
        string[] expected = SweepRuns.Results(folder["whole"]);
        string spec = folder.Text("killed.yaml", Spec);
        var random = new Random(5);
        int kills = 0, round = 0;
        while (kills < wanted)
        {
            string sweep = folder[$"round{round++}"];
            var finished = new Dictionary<string, string>(StringComparer.Ordinal);
            while (kills < wanted && KillOnce(spec, sweep, random))
            {
                kills++;
                CheckNothingLost(sweep, finished);
            }

            // To the end; every third round in two shards that know nothing of the kills.
            if (round % 3 == 2)
            {
                foreach (int shard in new[] { 1, 0 })
                    SweepRuns.Run(sweep, Spec, SweepRuns.Options with { Shard = new Shard(shard, 2) });
            }

            SweepRuns.Run(sweep, Spec);
            Assert.Equal(expected, SweepRuns.Results(sweep));
            CheckNothingLost(sweep, finished);
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(sweep, "checkpoints"), "*.safetensors"));
        }
    }

    // False when the sweep was complete before the kill.
    private static bool KillOnce(string spec, string sweep, Random random)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { typeof(CommandLineApplication).Assembly.Location, "sweep", "run", spec, "-o", sweep, "--accelerator", "cpu", "--threads", "1", "--checkpoint-seconds", "0.02" })
            start.ArgumentList.Add(argument);
        using var run = new RunningProcess(Process.Start(start)!);

        // Some kills come while the list of trials and the lease are made, some from the first sign of life on, and most when files are being written.
        int kind = random.Next(6);
        if (kind > 0 && run.Process.StandardError.ReadLine() is null)
            return false;
        string before = Files(sweep);
        for (int wait = 0; kind > 1 && wait < 4000 && !run.Process.HasExited && Files(sweep) == before; wait++)
            Thread.Sleep(5);
        Thread.Sleep(random.Next(kind > 1 ? 60 : 400));
        if (run.Process.HasExited)
            return false;
        run.Process.Kill();
        run.Process.WaitForExit();
        return run.Process.ExitCode != 0;
    }

    private static string Files(string sweep) => !Directory.Exists(sweep) ? "" : string.Join('|', new[] { "results", "checkpoints" }.Select(name => new DirectoryInfo(Path.Combine(sweep, name))).Where(folder => folder.Exists)
        .SelectMany(folder => folder.EnumerateFiles()).Select(file => (file.Name, Length: file.Exists ? file.Length : 0)).Order());

    private static void CheckNothingLost(string sweep, Dictionary<string, string> finished)
    {
        if (!TrialListFile.Exists(sweep))
            return;
        ResultIndex index = ResultIndex.Read(new SweepFolder(sweep).Results);
        Assert.Equal(0, index.Damage.DamagedRecords);
        foreach ((string id, string figures) in finished)
            Assert.Equal(figures, Figures(index, id));
        foreach (SweepTrial trial in TrialListFile.Read(sweep).Trials.Where(trial => index.StateOf(trial.Id) != TrialState.Pending))
            finished[trial.Id] = Figures(index, trial.Id);
    }

    private static string Figures(ResultIndex index, string id) => index.StateOf(id) == TrialState.Pending ? "lost" : GenGpu.Storage.JsonFile.ToLine(index.Document(id) with { Run = new TrialRun(0, null, 0, 0) });
}
