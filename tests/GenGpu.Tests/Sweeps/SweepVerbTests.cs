using System.Text.Json;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Tests.Cli;
using GenGpu.Tests.Reports;
using GenGpu.Tests.Storage;
using Microsoft.Data.Sqlite;

namespace GenGpu.Tests.Sweeps;

public class SweepVerbTests
{
    [Fact]
    public void RunStatusCollectAndBestTellTheSameStory()
    {
        using var folder = new TemporaryFolder();
        string spec = folder.Text("tiny.yaml", SweepFiles.Tiny), sweep = folder["a sweep"];
        CliRun run = CliRun.Of("sweep", "run", spec, "-o", sweep, "--threads", "1", "--accelerator", "cpu", "--shard", "1/2", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(6, JsonDocument.Parse(run.Output).RootElement.GetProperty("trained").GetInt32());

        CliRun status = CliRun.Of("sweep", "status", sweep);
        Assert.Equal(0, status.ExitCode);
        Assert.Contains("6 of 12 trials have ended", status.Output, StringComparison.Ordinal);
        Assert.Matches(@"0/2 +│ never started +│ +6 │ +6 │ +0 │ +0 │ +0 │", status.Output);
        Assert.Matches(@"1/2 +│ done +│ +6 │ +0 │ +1 │ +0 │ +6 │", status.Output);
        Assert.Contains($"nobody works on it; to go on: gengpu sweep run '{sweep}'\n", status.Output, StringComparison.Ordinal);

        // A typing error must not ask for the memory of two billion parts.
        CliRun many = CliRun.Of("sweep", "run", sweep, "--shard", "0/2000000000");
        Assert.Equal(2, many.ExitCode);
        Assert.Contains("N at most 10000", many.Error, StringComparison.Ordinal);

        // The folder alone is enough to go on.
        Assert.Equal(0, CliRun.Of("sweep", "run", sweep, "--threads", "1", "--accelerator", "cpu").ExitCode);
        CliRun again = CliRun.Of("sweep", "run", spec, "-o", sweep, "--threads", "1", "--accelerator", "cpu");
        Assert.Equal(4, again.ExitCode);
        Assert.Contains("nothing to do", again.Error, StringComparison.Ordinal);
        Assert.Equal(0, CliRun.Of("sweep", "status", sweep).ExitCode);

        Assert.Equal(0, CliRun.Of("sweep", "collect", sweep, "--weights", folder["weights"]).ExitCode);
        string[] results = File.ReadAllLines(Path.Combine(sweep, "collected", "results.csv"));
        Assert.Equal(13, results.Length);
        string[] columns = results[0].Split(',');
        double[] kld = [.. results.Skip(1).Select(line => double.Parse(line.Split(',')[Array.IndexOf(columns, "kld")]))];
        Assert.All(kld, value => Assert.True(double.IsFinite(value)));
        Assert.Equal(12 * 2, File.ReadAllLines(Path.Combine(sweep, "collected", "curves.csv")).Length - 1);
        Assert.Equal(12, Directory.EnumerateFiles(folder["weights"]).Count());
        Assert.All(Directory.EnumerateFiles(folder["weights"]), path => Assert.NotEmpty(GenGpu.Storage.SafetensorsFile.Read(path).Tensors));
        Assert.Equal(kld, Query(Path.Combine(sweep, "collected", "results.sqlite"), "SELECT value FROM metrics WHERE name = 'kld' ORDER BY trial"));
        Assert.Equal(24, Query(Path.Combine(sweep, "collected", "results.sqlite"), "SELECT COUNT(*) FROM curves WHERE name = 'kld'").Single());

        CliRun best = CliRun.Of("sweep", "best", sweep, "--metric", "kld", "--by", "model", "--json");
        JsonElement[] rows = [.. JsonDocument.Parse(best.Output).RootElement.GetProperty("rows").EnumerateArray()];
        Assert.Equal(2, rows.Length);

        // Trials come in threes of one configuration: two of the GAN, two of the RBM.
        double[] medians = [.. kld.Chunk(3).Select(three => three.Order().ElementAt(1))];
        Assert.Equal([Math.Min(medians[0], medians[1]), Math.Min(medians[2], medians[3])], rows.Select(row => row.GetProperty("median").GetDouble()));
        Assert.All(rows, row => Assert.True(row.GetProperty("low").GetDouble() <= row.GetProperty("median").GetDouble() && row.GetProperty("median").GetDouble() <= row.GetProperty("high").GetDouble()));
        Assert.Contains("did you mean 'kld'?", CliRun.Of("sweep", "best", sweep, "--metric", "kdl").Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'model'?", CliRun.Of("sweep", "best", sweep, "--by", "modle").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void CollectedTablesAreTheSameBytesHoweverTheSweepWasRun()
    {
        using var folder = new TemporaryFolder();
        SweepRuns.Run(folder["whole"], SweepFiles.Tiny);
        foreach (int shard in new[] { 2, 0, 1 })
            SweepRuns.Run(folder["parts"], SweepFiles.Tiny, SweepRuns.Options with { Shard = new Shard(shard, 3) });

        // The same shard once more, as after a double start: counted once.
        foreach (string segment in Directory.EnumerateFiles(new SweepFolder(folder["parts"]).Results).Where(path => path.Contains("0o3", StringComparison.Ordinal)).ToArray())
            File.Copy(segment, segment.Replace("0o3", "9o3", StringComparison.Ordinal));
        foreach (string name in new[] { "results.csv", "curves.csv" })
        {
            CliRun.Of("sweep", "collect", folder["whole"]);
            CliRun.Of("sweep", "collect", folder["parts"]);
            Assert.Equal(File.ReadAllText(Path.Combine(folder["whole"], "collected", name)), File.ReadAllText(Path.Combine(folder["parts"], "collected", name)));
        }
    }

    [GnuplotFact]
    public void TheReportIsOnePageWithItsFigures()
    {
        using var folder = new TemporaryFolder();
        SweepRuns.Run(folder["sweep"], SweepFiles.Tiny.Replace("learningRate: [1e-3, 1e-4]", "learningRate: [1e-3, 1e-4, 1e30], budget: [60, 80]", StringComparison.Ordinal).Replace("budget: 60, ", "", StringComparison.Ordinal));
        CliRun run = CliRun.Of("report", folder["sweep"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Empty(run.Error);
        string page = File.ReadAllText(run.Output.Trim());
        Assert.Equal(3, page.Split("<svg").Length - 1);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        foreach (string figure in new[] { "heat_map", "learning_curves", "pareto" })
            Assert.All(new[] { ".csv", ".gp", ".svg", ".png" }, ending => Assert.True(File.Exists(Path.Combine(folder["sweep"], "report", figure + ending)), figure + ending));
        // Cell by cell: an image whose last row is empty is not drawn at all.
        Assert.DoesNotContain("with image", File.ReadAllText(Path.Combine(folder["sweep"], "report", "heat_map.gp")), StringComparison.Ordinal);
        Assert.Contains("did you mean 'budget'?", CliRun.Of("report", folder["sweep"], "--x-axis", "bugdet").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "usage: gengpu sweep COMMAND [options]")]
    [InlineData("--help", "  sweep submit   ")]
    [InlineData("run --help", "usage: gengpu sweep run [options]")]
    [InlineData("rnu", "did you mean 'sweep run'?")]
    [InlineData("status", "gengpu sweep status needs the folder of a sweep")]
    [InlineData("run", "gengpu sweep run needs a sweep's file")]
    [InlineData("run x.yaml --dryrun", "did you mean --dry-run?")]
    [InlineData("run missing.yaml", "there is no such file")]
    [InlineData("status missing", "There is no folder missing; give the folder of a sweep.")]
    public void CommandsExplainThemselves(string words, string expected)
    {
        CliRun run = CliRun.Of(["sweep", .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Contains(expected, run.Output + run.Error, StringComparison.Ordinal);
    }

    private static double[] Query(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        var values = new List<double>();
        while (reader.Read())
            values.Add(reader.GetDouble(0));
        return [.. values];
    }
}
