using System.Text.Json;
using GenGpu.Storage;
using GenGpu.Tests.Storage;
using GenGpu.Training;

namespace GenGpu.Tests.Cli;

/// <summary>Conditional models through the command line: training, tables, samples at given conditions, and every way to get them wrong.</summary>
public sealed class ConditionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Compare_takes_families_that_know_conditions()
    {
        CliRun run = CliRun.Of("compare", "--target", "1d-bimodal", "--condition", "separation=1:4", "--budget", "250", "--steps", "40", "--seeds", "3", "--batch-size", "16", "--evaluate-every", "20", "--curve-samples", "100", "--final-samples", "200", "--snapshot-percent", "0", "--json", "-o", _folder["out"]);
        Assert.True(run.ExitCode == 0, run.Error);
        SummaryDocument summary = JsonSerializer.Deserialize<SummaryDocument>(run.Output, JsonFile.OneLine)!;
        Assert.Equal(["gan", "vae", "flow"], summary.Models.Select(model => model.Model));
        Assert.All(summary.Models, model => Assert.NotEmpty(model.Conditions!));
        Assert.All(summary.Models.SelectMany(model => model.Conditions!), condition =>
        {
            Assert.Equal([42UL, 43UL, 44UL], condition.Seeds.Keys);
            double[] figures = [.. condition.Seeds.Values.Select(metrics => metrics["w1"])];
            Assert.Equal(3, figures.Distinct().Count());
            SummaryMetric all = condition.Metrics["w1"];
            Assert.Equal([all.Low, all.Median, all.High], figures.Order());
        });
    }

    [Fact]
    public void A_parameter_is_trained_measured_and_sampled_at()
    {
        CliRun run = Train("flow", "1d-bimodal", "separation=1:4", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        SummaryDocument summary = JsonSerializer.Deserialize<SummaryDocument>(run.Output, JsonFile.OneLine)!;
        Assert.Equal("1d-bimodal given separation", summary.Target);
        Assert.Equal(2, summary.Dimensions);
        IReadOnlyList<SummaryCondition> conditions = summary.Models[0].Conditions!;
        Assert.Equal((9, 8), (conditions.Count(condition => !condition.IsHeldOut), conditions.Count(condition => condition.IsHeldOut)));
        Assert.Equal("separation = 1.1875", conditions[1].Given);
        Assert.True(conditions[1].IsHeldOut);
        Assert.Equal(1.1875, conditions[1].Values["separation"]);
        Assert.All(conditions, condition => Assert.All(["kld", "js", "w1"], metric =>
        {
            // Twice a hundred samples: an untrained model is above its floor, and a floor is never 0.
            Assert.InRange(condition.Metrics[metric].Floor, 1e-4, 0.5);
            Assert.Equal(200, condition.Metrics[metric].Samples);
            Assert.True(double.IsFinite(condition.Metrics[metric].Median));
        }));

        // Checkpoints keep how the condition is seen.
        CheckpointFile checkpoint = CheckpointFile.Read(_folder["out"]);
        float Hyper(string name) => Assert.Single(checkpoint.Tensors.Tensors, tensor => tensor.Name.EndsWith("/" + name, StringComparison.Ordinal)).Values<float>()[0];
        Assert.Equal((2.5f, 1 / 1.5f), (Hyper("conditionCentre"), Hyper("conditionScale")));

        CliRun table = CliRun.Of("evaluate", _folder["out"], "--count", "200", "--quiet");
        foreach (string text in new[] { "mean of trained", "mean of held out", "separation = 2.3125", "evenly spaced values, every second one" })
            Assert.Contains(text, table.Output, StringComparison.Ordinal);
        CliRun one = CliRun.Of("evaluate", _folder["out"], "--count", "200", "--quiet", "--at", "separation=4.5");
        Assert.Contains("separation = 4.5 (held out)", one.Output, StringComparison.Ordinal);
        Assert.Contains("WARNING: separation = 4.5 lies outside of what was trained (1 to 4)", one.Output.ReplaceLineEndings(" ").Replace("   ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("mean of trained", one.Output, StringComparison.Ordinal);

        Assert.Equal(0, Sample("separation=1").ExitCode);
        double[] near = PointsFile.Read(_folder["s.csv"]).Values;
        CliRun far = Sample("separation=9");
        Assert.Contains("separation = 9 lies outside", far.Error, StringComparison.Ordinal);
        Assert.Equal(300, PointsFile.Read(_folder["s.csv"]).Count);
        Assert.Equal(1, PointsFile.Read(_folder["s.csv"]).Dimensions);
        Assert.NotEqual(near, PointsFile.Read(_folder["s.csv"]).Values);
        foreach ((string? at, string says) in new[]
        {
            (null, "say for which separation, for example --at separation=2.5 (separation was trained from 1 to 4)"),
            ("seperation=2", "did you mean 'separation'?"),
            ("separation", "write name=value"),
            ("separation=NaN", "a condition is a finite number"),
            ("separation=-1", "separation is at least 0"),
            ("separation=1,separation=2", "gives separation twice"),
        })
        {
            CliRun wrong = Sample(at);
            Assert.Equal(2, wrong.ExitCode);
            Assert.Contains(says, wrong.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Columns_are_cut_into_bands_and_categories()
    {
        string file = People();
        CliRun run = Train("vae", "file:" + file, "columns=age,4:categorical", "--final-samples", "400");
        Assert.True(run.ExitCode == 0, run.Error);
        SummaryDocument summary = JsonFile.Read<SummaryDocument>(Path.Combine(_folder["out"], "summary.json"));
        IReadOnlyList<SummaryCondition> conditions = summary.Models[0].Conditions!;
        Assert.Equal(7, conditions.Count);
        Assert.All(conditions, condition => Assert.False(condition.IsHeldOut));
        Assert.Equal(4, conditions.Count(condition => condition.Given.StartsWith("age ", StringComparison.Ordinal)));
        Assert.Equal(["kind = 0", "kind = 1", "kind = 3"], conditions.Skip(4).Select(condition => condition.Given));
        Assert.Equal(3, conditions[6].Values["kind"]);

        // Pictures show what is learned.
        string[] panels = [.. File.ReadAllText(Path.Combine(_folder["out"], "classical_benchmark_comparison_hist.csv")).Split("\n\n\n").Skip(1).Select(block => block.Split(',')[0])];
        Assert.Equal(["height", "weight"], panels);
        Assert.Contains("given age, kind of training rows", run.Output.ReplaceLineEndings(" ").Replace("   ", " ", StringComparison.Ordinal), StringComparison.Ordinal);

        Assert.Equal(0, Sample("age=30,kind=3").ExitCode);
        PointSet drawn = PointsFile.Read(_folder["s.csv"]);
        Assert.Equal(["height", "weight"], drawn.ColumnNames);
        Assert.Equal(300, drawn.Count);
        foreach ((string? at, string says) in new[]
        {
            ("age=30", "lacks kind; give all of age, kind"),
            ("age=30,kind=2", "training has not seen this category; kind was 0, 1, 3"),
            ("age=30,knid=1", "did you mean 'kind'?"),
        })
        {
            CliRun wrong = Sample(at);
            Assert.Equal(2, wrong.ExitCode);
            Assert.Contains(says, wrong.Error, StringComparison.Ordinal);
        }

        Assert.Contains("age is a number, and a data file holds no law at one value of it", CliRun.Of("evaluate", _folder["out"], "--count", "200", "--at", "age=30,kind=1").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_category_alone_can_be_measured_and_a_column_of_few_numbers_is_pointed_out()
    {
        string file = People();
        Assert.Equal(0, Train("gan", "file:" + file, "columns=kind:categorical").ExitCode);
        CliRun one = CliRun.Of("evaluate", _folder["out"], "--count", "200", "--at", "kind=1", "--quiet");
        Assert.True(one.ExitCode == 0, one.Error);
        Assert.Contains("kind = 1", one.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("kind = 3", one.Output, StringComparison.Ordinal);
        CliRun number = Train("gan", "file:" + file, "columns=kind");

        // No edge at a value that many rows have: rounding would put some of them on either side.
        SummaryDocument summary = JsonFile.Read<SummaryDocument>(Path.Combine(_folder["out"], "summary.json"));
        Assert.Equal(["kind 0 to 0.5", "kind 0.5 to 2", "kind 2 to 3"], summary.Models[0].Conditions!.Select(condition => condition.Given));
        Assert.Contains("write kind:categorical", number.Output.ReplaceLineEndings(" ").Replace("   ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flow_on_an_energy_is_measured_and_sampled_at_its_condition()
    {
        CliRun run = CliRun.Of("train", "--energy", "gaussian-2", "--condition", "beta=1:4", "--budget", "300", "--set", "couplings=2", "--batch-size", "32", "--steps", "30", "--evaluate-every", "15", "--final-samples", "300", "--snapshot-percent", "0", "-o", _folder["out"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("at beta = 2", run.Output, StringComparison.Ordinal);
        CliRun at = CliRun.Of("evaluate", _folder["out"], "--count", "300", "--quiet", "--at", "beta=1");
        Assert.Contains("at beta = 1", at.Output, StringComparison.Ordinal);

        // log Z of the plane is log(2 pi / beta).
        Assert.Contains("1.83788", at.Output, StringComparison.Ordinal);
        Assert.Contains("say for which beta", Sample(null).Error, StringComparison.Ordinal);
        Assert.Contains("beta is above 0", Sample("beta=-2").Error, StringComparison.Ordinal);
        Assert.Equal(0, Sample("beta=3").ExitCode);
    }

    [Theory]
    [InlineData("gan", "1d-bimodal", "separation=1..4", "write name=low:high, here --condition separation=1:4")]
    [InlineData("gan", "1d-bimodal", "separation", "write name=low:high, for example --condition separation=1:4")]
    [InlineData("gan", "1d-bimodal", "separation=4:1", "with low below high")]
    [InlineData("gan", "1d-bimodal", "separation=NaN:1", "with low below high")]
    [InlineData("gan", "1d-bimodal", "separation=1:1.0000001", "the interval is too narrow for single precision")]
    [InlineData("gan", "1d-bimodal", "separation=1:1e39", "the interval is too wide for single precision")]
    [InlineData("gan", "1d-bimodal", "seperation=1:4", "did you mean 'separation'?")]
    [InlineData("gan", "1d-bimodal", "width=0:1", "width of 1d-bimodal is at least 0.001")]
    [InlineData("gan", "2d-gmm", "separation=1:4", "2d-gmm has no parameters; targets that have some: 1d-bimodal (separation, width)")]
    [InlineData("gan", "1d-bimodal", "columns=2", "only a data file has columns")]
    [InlineData("rbm", "1d-bimodal", "separation=1:4", "rbm cannot be conditioned on separation")]
    [InlineData("gan", "people", "age=1:4", "conditions of a data file are columns of it")]
    [InlineData("gan", "people", "columns=age,kin", "did you mean 'kind'?")]
    [InlineData("gan", "people", "columns=5", "has no column 5; give 1 to 4, or a name: height, weight, age, kind")]
    [InlineData("gan", "people", "columns=0", "has no column 0")]
    [InlineData("gan", "people", "columns=1,2,3,4", "takes all 4 columns")]
    [InlineData("gan", "people", "columns=3,age", "names column age twice")]
    [InlineData("gan", "people", "columns=", "write columns=3 or columns=3,4:categorical")]
    [InlineData("gan", "people", "columns=4:categorial", "behind a column may stand :categorical")]
    [InlineData("gan", "people", "columns=3:categorical", "too many for a categorical condition")]
    public void What_does_not_fit_is_one_clear_sentence(string model, string target, string condition, string says)
    {
        CliRun run = Train(model, target == "people" ? "file:" + People() : target, condition);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(_folder["out"]));
    }

    // Floats hold 20240100, 20240102 and 20240104, and one number for all of 1e9 to 1e9 + 1.
    [Theory]
    [InlineData("day", ":categorical")]
    [InlineData("time", "")]
    public void Conditions_that_single_precision_cannot_tell_apart_are_refused(string column, string kind)
    {
        var random = new Random(2);
        string file = _folder.Text("days.csv", "x,day,time\n" + string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{random.NextDouble()},{20240101 + (i % 3)},{1e9 + random.NextDouble()}\n"))));
        CliRun run = Train("gan", "file:" + file, $"columns={column}{kind}");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"column '{column}' holds numbers near", run.Error, StringComparison.Ordinal);
        Assert.Contains("subtract ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_conditions_is_not_sampled_at_any()
    {
        Assert.Equal(0, CliRun.Of(CliRun.Tiny("train", _folder["out"], "--model", "gan")).ExitCode);
        Assert.Contains("has no conditions; leave --at out", Sample("separation=2").Error, StringComparison.Ordinal);
        string holes = _folder.Text("holes.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 40).Select(i => i == 20 ? "1,nan\n" : $"{i},{i % 3}\n")));
        CliRun run = Train("gan", "file:" + holes, "columns=b:categorical");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("nan", run.Error, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _folder.Dispose();

    private CliRun Train(string model, string target, string condition, params string[] more) => CliRun.Of(
        ["train", "--model", model, "--target", target, "--condition", condition, "--budget", "250", "--steps", "40", "--batch-size", "16", "--evaluate-every", "20", "--curve-samples", "100",
            "--snapshot-percent", "0", "-o", _folder["out"], .. more.Contains("--final-samples") ? more : [.. more, "--final-samples", "200"]]);

    private CliRun Sample(string? at) => CliRun.Of(["sample", _folder["out"], "--count", "300", "-o", _folder["s.csv"], .. at is null ? Array.Empty<string>() : ["--at", at]]);

    private string People()
    {
        var random = new Random(1);
        return _folder.Text("people.csv", "height,weight,age,kind\n" + string.Concat(Enumerable.Range(0, 900).Select(_ =>
        {
            int kind = random.Next(3) switch { 2 => 3, var other => other };
            double age = 20 + (50 * random.NextDouble()), height = 165 + (6 * kind) + (10 * random.NextDouble());
            return FormattableString.Invariant($"{height:F3},{(height - 100) + (0.3 * age):F3},{age:F3},{kind}\n");
        })));
    }
}
