using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using GenGpu.Sweeps.Expansion;

namespace GenGpu.Tests.Sweeps;

/// <summary>The algebra of expansion, on random specifications.</summary>
public class ExpansionPropertyTests
{
    private static readonly string[] _goldenIds = ["83e2af80c78f", "41b81232b8e1", "71cd232a6001"];

    // Keys that are independent of each other, each with values that are distinct as trials.
    private static readonly (string Key, string[] Values)[] Keys =
    [
        ("budget", ["60", "80", "100", "1e2", "120"]), ("learningRate", ["1e-3", "0.0001", ".5", "2E-5"]), ("batch-size", ["16", "32", "48"]),
        ("model", ["gan", "vae"]), ("beta1", ["0.1", "0.25", "0.5"]), ("steps", ["1e3", "2000", "500"]), ("evaluate-every", ["100", "50"]),
    ];

    [Fact]
    public void EveryPointIsThereOnceAndInOrder() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(120).WithReplay(3, 5), Prop.ForAll(Specs().ToArbitrary(), spec =>
    {
        SweepPlan plan = SweepFiles.Expand(spec.Yaml());
        TrialList list = plan.List;
        string[][] expected = [.. spec.Points().DistinctBy(point => string.Join('|', point))];
        string[][] actual = [.. list.Trials.Select(trial => spec.Axes.Select(axis => list.ValueOf(trial, axis.Key)!.Value.Text).ToArray())];
        Assert.Equal(spec.Points().Count(), plan.Combinations);
        Assert.Equal(plan.Combinations, list.Trials.Count + plan.Duplicates + plan.Excluded);
        Assert.Equal(expected, actual);
        Assert.Equal(list.Trials.Count, list.Trials.Select(trial => trial.Id).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, list.Trials.Count), list.Trials.Select(trial => trial.Index));
    }));

    [Fact]
    public void IdsDoNotDependOnTheOrderOfKeysOrOnTheirSection() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(80).WithReplay(7, 9), Prop.ForAll(Specs().ToArbitrary(), spec =>
    {
        RandomSpec turned = spec with { Axes = [.. spec.Axes.Reverse()], BaseKeys = [.. spec.BaseKeys.Reverse()] };
        Assert.Equal(SweepFiles.Ids(spec.Yaml()).Order(), SweepFiles.Ids(turned.Yaml()).Order());

        // A key with one value means the same in base and in grid.
        RandomSpec moved = spec with { BaseKeys = [], Axes = [.. spec.BaseKeys.Select(key => (key.Key, new[] { key.Value })), .. spec.Axes] };
        Assert.Equal(SweepFiles.Ids(spec.Yaml()), SweepFiles.Ids(moved.Yaml()));
    }));

    // The build is culture-invariant, so cultures are made by hand: decimal commas, dots in groups and another minus, as de-DE, tr-TR and sv-SE have them.
    [Theory]
    [InlineData(",", ".", "-")]
    [InlineData(",", "\u00a0", "\u2212")]
    public void IdsDoNotDependOnTheCulture(string point, string group, string minus)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = point;
        culture.NumberFormat.NumberGroupSeparator = group;
        culture.NumberFormat.NegativeSign = minus;
        const string yaml = SweepFiles.Tiny + "\nrandom: {count: 3, seed: 1, beta1: {uniform: [0.1, 0.9]}}\nstop: {minutes: 0.25, halving: {rungs: [20], keep: 0.5}}";
        string[] expected = SweepFiles.Ids(yaml);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            Assert.Equal("0" + point + "5", 0.5.ToString());
            Assert.Equal(expected, SweepFiles.Ids(yaml));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void IdsAreWhatTheyWereInEarlierVersions()
    {
        // A change here means that no sweep of users can be resumed or extended; a higher numerics version alone changes nothing here.
        TrialList list = SweepFiles.Expand(SweepFiles.Tiny).List;
        Assert.Equal(_goldenIds, new[] { 0, 5, 11 }.Select(trial => CanonicalConfiguration.Hash(list.EntriesOf(list.Trials[trial]), numerics: 2)[..12]));
    }

    [Fact]
    public void ShardsPartitionExactlyForAnyNumber() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(80).WithReplay(11, 13), Prop.ForAll(
        Specs().ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), Gen.Elements("", "\nstop: {halving: {rungs: [1000], cohort: 4}}").ToArbitrary(), (spec, count, stop) =>
        {
            TrialList list = SweepFiles.Expand(spec.Yaml() + stop).List;
            int[][] shards = [.. Enumerable.Range(0, count).Select(index => new Shard(index, count).Of(list).Select(trial => trial.Index).ToArray())];
            Assert.Equal(Enumerable.Range(0, list.Trials.Count), shards.SelectMany(shard => shard).Order());
            Assert.All(shards, shard => Assert.Equal(shard.Order(), shard));

            // No two shards differ by more than the most expensive unit; rounding aside.
            double[] cost = [.. list.Trials.Select(trial => TrialCost.Of(list.ConfigurationOf(trial)))];
            double largest = EnsembleKeys.Group(list, list.Trials).SelectMany(group => EnsembleKeys.Cohorts(list, group)).Max(cohort => cohort.Sum(trial => cost[trial.Index]));
            double[] loads = [.. shards.Select(shard => shard.Sum(trial => cost[trial]))];
            Assert.True(loads.Max() - loads.Min() <= largest * (1 + 1e-9));
            if (stop.Length == 0 && cost.Distinct().Count() == 1)
                Assert.True(shards.Max(shard => shard.Length) - shards.Min(shard => shard.Length) <= 1);
        }));

    [Fact]
    public void CohortsOfHalvingAreNeverCut()
    {
        TrialList list = SweepFiles.Expand("schema: gengpu/sweep/1\nbase: {model: gan, evaluate-every: 100}\ngrid: {budget: [60, 80], seed: 0..20}\nstop: {halving: {rungs: [100], cohort: 8}}").List;
        IReadOnlyList<SweepTrial>[] cohorts = [.. EnsembleKeys.Group(list, list.Trials).SelectMany(group => EnsembleKeys.Cohorts(list, group))];
        Assert.Equal([8, 8, 5, 8, 8, 5], cohorts.Select(cohort => cohort.Count));
        foreach (int count in new[] { 2, 3, 5 })
        {
            HashSet<int>[] shards = [.. Enumerable.Range(0, count).Select(index => new Shard(index, count).Of(list).Select(trial => trial.Index).ToHashSet())];
            Assert.All(cohorts, cohort => Assert.Single(shards, shard => cohort.Any(trial => shard.Contains(trial.Index))));
        }
    }

    [Fact]
    public void AListSurvivesItsFile() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(25).WithReplay(15, 17), Prop.ForAll(Specs().ToArbitrary(), spec =>
    {
        using var folder = new Storage.TemporaryFolder();
        TrialList list = SweepFiles.Expand(spec.Yaml()).List;
        TrialListFile.Write(folder.FullName, list);
        TrialList read = TrialListFile.Read(folder.FullName);
        Assert.Equal(list.Trials.Select(trial => trial.Id), read.Trials.Select(trial => trial.Id));
        Assert.All(list.Trials, trial => Assert.Equal(CanonicalConfiguration.Json(list.EntriesOf(trial)), CanonicalConfiguration.Json(read.EntriesOf(read.Trials[trial.Index]))));

        // An id can be checked from the file alone.
        Assert.All(read.Trials, trial => Assert.StartsWith(trial.Id, CanonicalConfiguration.Hash(read.EntriesOf(trial), read.Numerics), StringComparison.Ordinal));
    }));

    private static Gen<RandomSpec> Specs() =>
        from order in Gen.Shuffle(Keys)
        from axes in Gen.Choose(1, 4)
        from fixedKeys in Gen.Choose(0, 3)
        from counts in Gen.ArrayOf(Gen.Choose(1, 5), 4)
        from shift in Gen.Choose(0, 100)
        select Make(order, axes, fixedKeys, counts, shift);

    private static RandomSpec Make((string Key, string[] Values)[] order, int axes, int fixedKeys, int[] counts, int shift)
    {
        (string Key, string[] Values)[] chosen = [.. order.Take(axes).Select((key, index) => (key.Key, key.Values.Take(Math.Min(counts[index], key.Values.Length)).Where(value => value != "1e2" || !key.Values.Take(counts[index]).Contains("100")).ToArray()))];
        List<(string, string)> shared = [.. order.Skip(axes).Take(fixedKeys).Select(key => (key.Key, key.Values[shift % key.Values.Length]))];
        if (!order.Take(axes + fixedKeys).Any(key => key.Key == "model"))
            shared.Add(("model", "gan"));
        return new RandomSpec([.. shared], chosen);
    }

    private sealed record RandomSpec((string Key, string Value)[] BaseKeys, (string Key, string[] Values)[] Axes)
    {
        public string Yaml() => $"schema: gengpu/sweep/1\nbase: {{{string.Join(", ", BaseKeys.Select(key => $"{key.Key}: {key.Value}"))}}}\ngrid: {{{string.Join(", ", Axes.Select(axis => $"{axis.Key}: [{string.Join(", ", axis.Values)}]"))}}}";

        /// <summary>The product in plain nested order, the last axis fastest, values as canonical texts.</summary>
        public IEnumerable<string[]> Points() => Axes.Aggregate((IEnumerable<string[]>)[[]], (points, axis) => points.SelectMany(point => axis.Values.Select(value => (string[])[.. point, Canonical(value)])));

        public override string ToString() => Yaml();

        private static string Canonical(string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number.ToString("R", CultureInfo.InvariantCulture) : value;
    }
}
