using GenGpu.Core;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Spec;

namespace GenGpu.Tests.Sweeps;

public class SpecTests
{
    private const string Head = "schema: gengpu/sweep/1\n";

    [Theory]
    [InlineData("base: {model: gan, learningRat: 1e-3}", "line 2, column 20", "did you mean 'learningRate'?")]
    [InlineData("bse: {model: gan}", "line 2, column 1", "did you mean 'base'?")]
    [InlineData("base:\n  model: gan\n  bugdet: 60", "line 4, column 3", "did you mean 'budget'?")]
    [InlineData("base: {model: gann}", "line 2, column 15", "did you mean 'gan'?")]
    [InlineData("base: {model: gan, vea.beta: 1}", "line 2, column 20", "did you mean 'vae'?")]
    [InlineData("base: {model: gan}\nstop: {plateau: {patence: 3}}", "line 3, column 18", "did you mean 'patience'?")]
    [InlineData("base: {model: gan, threads: 2}", "line 2, column 20", "give --threads to gengpu sweep run")]
    [InlineData("base: {model: [gan, rbm]}", "line 2, column 15", "put it into grid")]
    [InlineData("base: {model: gan}\ngrid: {budget: 60}", "line 3, column 16", "one value belongs in base")]
    [InlineData("base: {model: gan}\ngrid: {model: [gan, rbm]}", "line 3, column 8", "given twice (before at line 2, column 8)")]
    [InlineData("base: {model: gan}\nzip: {budget: [60, 80], batch-size: [16]}", "line 3, column 25", "budget has 2 values and batch-size has 1")]
    [InlineData("base: {model: gan}\nrepeat: {seed: [1, 2, 1]}", "line 3, column 16", "the value 1 twice")]
    [InlineData("base: {model: gan}\nexclude: [{steps: 3}]", "line 3, column 12", "the sweep does not set it")]
    [InlineData("base: {model: gan, gibbsSteps: 2}", "line 2, column 20", "changes no trial: it is a setting of rbm")]
    [InlineData("base: {model: vae, beta: 2}", "line 2, column 20", "vae.beta")]
    [InlineData("base: {model: gan}\nrandom: {count: 3, learningRate: {logg: [1e-4, 1e-2]}}", "line 3, column 35", "did you mean 'log'?")]
    [InlineData("base: {model: gan}\nrandom: {count: 3, learningRate: {log: [0, 1]}}", "line 3, column 41", "ends above 0")]
    [InlineData("name: ../../elsewhere\nbase: {model: gan}", "line 2, column 7", "cannot be that of a folder")]
    [InlineData("base: {model: flow, energy: double-well, 'energy.a\"b': 3}", "line 2, column 42", "no name of an energy's parameter")]
    public void MistakesAreNamedWithTheirPlace(string yaml, string where, string what)
    {
        var error = Assert.Throws<GenGpu.Storage.DataFormatException>(() => SweepFiles.Expand(Head + yaml));
        Assert.Contains(where, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("steps: 1e4", "steps", "10000")]
    [InlineData("steps: 100.0", "steps", "100")]
    [InlineData("learningRate: 1e-3", "learningRate", "0.001")]
    [InlineData("learningRate: \"1e-3\"", "learningRate", "0.001")]
    [InlineData("learningRate: .5", "learningRate", "0.5")]
    [InlineData("learning-rate: 1.0E-03", "learningRate", "0.001")]
    [InlineData("model: flow\n  actNorm: on", "actNorm", "on")]
    [InlineData("model: flow\n  actNorm: 'off'", "actNorm", "off")]
    [InlineData("likelihood: true", "likelihood", "true")]
    [InlineData("likelihood: \"true\"", "likelihood", "true")]
    [InlineData("seed: 18446744073709551615", "seed", "18446744073709551615")]
    public void ScalarsMeanWhatTheirKeyTakes(string line, string key, string expected)
    {
        string model = line.StartsWith("model", StringComparison.Ordinal) ? "" : "  model: gan\n";
        TrialList list = SweepFiles.Expand($"{Head}base:\n{model}  {line}").List;
        Assert.Equal(expected, list.ValueOf(list.Trials[0], key)?.Text);
    }

    [Theory]
    [InlineData("steps: 010", "octal")]
    [InlineData("steps: 1_000", "a whole number")]
    [InlineData("steps: 0x10", "a whole number")]
    [InlineData("steps: 1.5", "a whole number")]
    [InlineData("steps: ", "has no value")]
    [InlineData("learningRate: true", "a number")]
    [InlineData("learningRate: 1,5", "a number")]
    [InlineData("learningRate: .nan", "a number")]
    [InlineData("learningRate: -1", "at least 0")]
    [InlineData("beta1: 2", "from 0 to")]
    [InlineData("likelihood: yes", "true or false")]
    [InlineData("optimizer: adm", "one of adam, sgd")]
    [InlineData("seed: -1", "a whole number from 0")]
    [InlineData("steps: 0", "--steps must be at least 1")]
    public void ScalarsOfAnotherKindAreRefused(string line, string expected)
    {
        var error = Assert.ThrowsAny<UserErrorException>(() => SweepFiles.Expand($"{Head}base:\n  model: gan\n  {line}"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AByteOrderMarkBelongsToNoKey() => Assert.Equal(SweepFiles.Ids(SweepFiles.Tiny), SweepFiles.Ids("\uFEFF" + SweepFiles.Tiny));

    [Fact]
    public void ARangeMayHaveHundredsOfThousandsOfSeeds()
    {
        // Comparing each with all before it would take minutes.
        using var folder = new GenGpu.Tests.Storage.TemporaryFolder();
        SweepSpec spec = SweepSpecReader.Read(folder.Text("spec.yaml", Head + "base: {model: gan}\nrepeat: {seed: 0..299999}"));
        Assert.Equal(300_000, spec.Axes[0].Points.Count);
        Assert.Equal("299999", spec.Axes[0].Points[^1][0].Text);
    }

    [Fact]
    public void ANewerSchemaIsRefusedInOneSentence()
    {
        var error = Assert.ThrowsAny<UserErrorException>(() => SweepFiles.Expand("schema: gengpu/sweep/2\nfuture: {}"));
        Assert.Contains("this version of gengpu reads 'gengpu/sweep/1'; use a newer gengpu", error.Message, StringComparison.Ordinal);
        Assert.Contains("there is no schema", Assert.ThrowsAny<UserErrorException>(() => SweepFiles.Expand("base: {}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheLastAxisIsFastestAndAxesKeepTheOrderOfTheFile()
    {
        TrialList list = SweepFiles.Expand(Head + "repeat: {seed: 0..1}\nbase: {model: gan}\ngrid: {budget: [60, 80], learningRate: [1e-3, 1e-4]}").List;
        Assert.Equal(
            ["0 60 0.001", "0 60 0.0001", "0 80 0.001", "0 80 0.0001", "1 60 0.001", "1 60 0.0001", "1 80 0.001", "1 80 0.0001"],
            list.Trials.Select(trial => string.Join(' ', new[] { "seed", "budget", "learningRate" }.Select(key => list.ValueOf(trial, key)!.Value.Text))));
    }

    [Fact]
    public void SettingsGoToTheFamiliesThatKnowThemAndEqualTrialsCollapse()
    {
        // The RBM does not know labelSmoothing, so its two points are one trial; the prefixed rate wins for the GAN.
        SweepPlan plan = SweepFiles.Expand(Head + "base: {learningRate: 1e-3, gan.learningRate: 5e-4}\ngrid: {model: [gan, rbm], labelSmoothing: [0, 0.1]}");
        Assert.Equal(4, plan.Combinations);
        Assert.Equal(1, plan.Duplicates);
        Assert.Equal(["gan 0.0005 0", "gan 0.0005 0.1", "rbm 0.001 "], plan.List.Trials.Select(trial => $"{plan.List.ValueOf(trial, "model")} {plan.List.ValueOf(trial, "learningRate")} {plan.List.ValueOf(trial, "labelSmoothing")}"));
    }

    [Fact]
    public void ZipMovesTogetherExcludeLeavesOutAndAnUnusedExcludeIsNoted()
    {
        SweepPlan plan = SweepFiles.Expand(Head + "zip: {budget: [60, 80, 100], batch-size: [16, 32, 64]}\ngrid: {model: [gan, rbm]}\nexclude: [{model: rbm, budget: [80, 100]}, {budget: 90}]");
        Assert.Equal(["60 16 gan", "60 16 rbm", "80 32 gan", "100 64 gan"], plan.List.Trials.Select(trial => $"{plan.List.ValueOf(trial, "budget")} {plan.List.ValueOf(trial, "batch-size")} {plan.List.ValueOf(trial, "model")}"));
        Assert.Equal(2, plan.Excluded);
        Assert.Contains("entry 2 of exclude (budget) leaves out nothing", Assert.Single(plan.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void RandomPointsDependOnSeedNameAndNumberAlone()
    {
        const string one = Head + "base: {model: gan}\nrandom: {count: 40, seed: 7, learningRate: {log: [1e-4, 1e-2]}}";
        const string two = Head + "base: {model: gan}\nrandom: {beta1: {uniform: [0, 0.9]}, learningRate: {log: [1e-4, 1e-2]}, seed: 7, latentDimension: {int: [2, 5]}, optimizer: {choice: [adam, sgd]}, count: 40}";
        TrialList left = SweepFiles.Expand(one).List, right = SweepFiles.Expand(two.Replace(", optimizer: {choice: [adam, sgd]}", "", StringComparison.Ordinal)).List;
        double[] rates = [.. left.Trials.Select(trial => left.ValueOf(trial, "learningRate")!.Value.Number!.Value)];
        Assert.Equal(rates, right.Trials.Select(trial => right.ValueOf(trial, "learningRate")!.Value.Number!.Value));
        Assert.All(rates, rate => Assert.InRange(rate, 1e-4, 1e-2));

        // Half of a logarithmic law lies below the geometric mean: 40 draws, five standard deviations.
        Assert.InRange(rates.Count(rate => rate < 1e-3), 20 - 15, 20 + 15);
        Assert.Equal(40, rates.Distinct().Count());
        Assert.Equal(["2", "3", "4", "5"], right.Trials.Select(trial => right.ValueOf(trial, "latentDimension")!.Value.Text).Distinct().Order());
        TrialList reseeded = SweepFiles.Expand(one.Replace("seed: 7", "seed: 8", StringComparison.Ordinal)).List;
        Assert.Empty(rates.Intersect(reseeded.Trials.Select(trial => reseeded.ValueOf(trial, "learningRate")!.Value.Number!.Value)));
    }

    [Fact]
    public void LogarithmicGridsKeepTheirEnds()
    {
        TrialList list = SweepFiles.Expand(Head + "base: {model: gan}\ngrid: {learningRate: {log: [1e-4, 1e-2], count: 5}}").List;
        Assert.Equal(["0.0001", "0.000316228", "0.001", "0.00316228", "0.01"], list.Trials.Select(trial => list.ValueOf(trial, "learningRate")!.Value.Text));
    }

    [Theory]
    [InlineData("steps=80", "steps", new[] { "80" })]
    [InlineData("learningRate=1e-3", "learningRate", new[] { "0.001" })]
    [InlineData("learningRate=1e-3,1e-2,5e-3", "learningRate", new[] { "0.001", "0.01", "0.005" })]
    [InlineData("seed=1,2,steps=60", "seed", new[] { "1", "2" })]
    [InlineData("grid.model=vae,rbm", "model", new[] { "vae", "rbm" })]
    [InlineData("gan.beta1=0.1,0.2", "beta1", new[] { null, "0.1", "0.2" })]
    public void SetReplacesMovesAndAdds(string set, string key, string?[] expected)
    {
        TrialList list = SweepFiles.Expand(SweepFiles.Tiny, set).List;
        Assert.Equal(expected.Order(), list.Trials.Select(trial => list.ValueOf(trial, key)?.Text).Distinct().Order());
    }

    [Theory]
    [InlineData("stepps=80", "--set stepps: there is no key 'stepps'; did you mean 'steps'?")]
    [InlineData("80", "write name=value")]
    [InlineData("steps=80,steps=90", "--set gives steps twice")]
    [InlineData("stop.plateau.patience=0", "at least 1")]
    public void SetIsCheckedAsTheFileIs(string set, string expected) =>
        Assert.Contains(expected, Assert.ThrowsAny<UserErrorException>(() => SweepFiles.Expand(SweepFiles.Tiny, set)).Message, StringComparison.Ordinal);

    [Fact]
    public void StopRulesArePartOfATrial()
    {
        TrialList list = SweepFiles.Expand(SweepFiles.Tiny + "\nstop: {diverged: true, minutes: 1.5, plateau: {metric: w1, patience: 3}, halving: {rungs: [20], keep: 0.25, cohort: 8}}").List;
        StopRules stop = list.StopOf(list.Trials[^1]);
        Assert.Equal(1.5, stop.Minutes);
        Assert.Equal(new GenGpu.Training.EarlyStopping("w1", 3), stop.Plateau);
        Assert.Equal([20L], stop.Halving!.Rungs);
        Assert.Equal((0.25, 8, "kld"), (stop.Halving.Keep, stop.Halving.Cohort, stop.Halving.Metric));
        Assert.Empty(SweepFiles.Ids(SweepFiles.Tiny).Intersect(list.Trials.Select(trial => trial.Id)));
        Assert.Equal(SweepFiles.Ids(SweepFiles.Tiny), SweepFiles.Ids(SweepFiles.Tiny + "\nslurm: {time: 02:00:00, gpus: 1}"));
    }

    [Fact]
    public void AConfigurationSurvivesItsCanonicalForm()
    {
        TrialList list = SweepFiles.Expand(Head + "base: {model: flow, energy: double-well, energy.a: 4, beta: 0.5, couplings: 2, flow.bins: 8, seed: 7, likelihood: true}\nstop: {plateau: {patience: 2}}").List;
        GenGpu.Training.TrainingConfiguration configuration = list.ConfigurationOf(list.Trials[0]);
        Assert.Equal(("double-well", 0.5, 7UL, true), (configuration.Energy, configuration.Beta, configuration.Seed, configuration.ExactLikelihood));
        Assert.Equal(["bins=8", "couplings=2", "energy.a=4"], configuration.Settings.Select(pair => $"{pair.Key}={pair.Value}").Order());
        Assert.Equal(CanonicalConfiguration.Json(list.EntriesOf(list.Trials[0])), CanonicalConfiguration.Json(CanonicalConfiguration.Of(configuration, list.StopOf(list.Trials[0]))));
    }

    [Fact]
    public void EverythingThatDecidesAResultIsAKeyOfATrial()
    {
        // Seeds, settings and stopping have places of their own; a sweep keeps no timeline and begins from nothing.
        string[] elsewhere = ["--models", "--seeds", "--set", "--stop-metric", "--patience", "--snapshot-percent", "--from"];
        Assert.DoesNotContain(GenGpu.Training.ConfigurationText.Fields(CanonicalConfiguration.Defaults).Select(field => field.Option).Except(elsewhere), option => TrialFields.Find(option[2..]) is null);
    }
}
