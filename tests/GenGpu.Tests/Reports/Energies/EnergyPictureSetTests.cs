using GenGpu.Models.Energies;
using GenGpu.Reports;
using GenGpu.Reports.Energies;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Reports.Energies;

public sealed class EnergyPictureSetTests
{
    public static TheoryData<string, int> Energies => new() { { "gaussian-1", 4 }, { "double-well", 5 }, { "many-well-6", 4 }, { "phi4-free-4", 6 } };

    [GnuplotFact]
    public void Every_picture_of_every_kind_of_energy_is_drawn_without_complaint()
    {
        foreach (object[] row in Energies)
        {
            (string name, int expected) = ((string)row[0], (int)row[1]);
            using var folder = new TemporaryFolder(" with 'quotes\" $HOME `ls` ü");
            EnergyReport report = SyntheticEnergyReport.Of(EnergyCatalog.Get(name), count: 500, hasTarget: name != "double-well");
            if (expected > 4)
                report = report with { Condition = SyntheticEnergyReport.Condition(name == "double-well" ? "beta" : "massSquared") };
            var logger = new CollectingLogger();
            IReadOnlyList<PictureOutcome> outcomes = EnergyPictureSet.Draw(folder.FullName, report, logger);
            Assert.Empty(logger.Messages);
            Assert.Equal(expected, outcomes.Count);
            Assert.All(outcomes, outcome => Assert.True(outcome.Drawn, outcome.Problem));
            Assert.Equal(3 * expected, folder.Names().Length);
        }
    }

    [GnuplotFact]
    public void Values_that_are_not_finite_and_hostile_names_leave_pictures_all_the_same()
    {
        float nan = float.NaN, infinite = float.PositiveInfinity;
        WeightedPoints[] bad =
        [
            new(new ReportSamples(2, new float[] { nan, infinite, 1, /* y */ 0, -infinite, nan }), new float[] { nan, -infinite, infinite }, new float[] { nan, infinite, -infinite }),
            new(new ReportSamples(2, new float[] { 0.5f, 0.5f }), new float[] { 0 }, new float[] { 0.25f }),
            new(new ReportSamples(2, new float[] { 1e30f, -1e30f, 0, /* y */ 0, 0, 0 }), new float[] { -1e30f, -2e30f, 3 }, new float[] { 1e30f, 2e30f, 0 }),
        ];
        foreach (WeightedPoints samples in bad)
        {
            using var folder = new TemporaryFolder();
            var logger = new CollectingLogger();
            EnergyReport report = SyntheticEnergyReport.Of(EnergyCatalog.Get("double-well"), count: 10) with
            {
                Title = "'; system('touch hacked'); '",
                ColumnNames = ["`touch hacked`", "a\nset output 'hacked'\n#"],
                Samples = samples,
                Curves = new EnergyCurves([5], MetricCurve.OfOneSeed([double.NaN]), MetricCurve.OfOneSeed([double.PositiveInfinity]), null),
                Condition = SyntheticEnergyReport.Condition("'; system('touch hacked'); '"),
            };
            Assert.All(EnergyPictureSet.Draw(folder.FullName, report, logger), outcome => Assert.True(outcome.Drawn, outcome.Problem));
            Assert.Empty(logger.Messages);
            Assert.DoesNotContain("hacked", folder.Names());
        }
    }

    [Fact]
    public void A_diverged_flow_has_its_curves_only_and_no_evaluation_has_none()
    {
        EnergyReport report = SyntheticEnergyReport.Of(EnergyCatalog.Get("phi4-free-4"), count: 10) with { Samples = null };
        Assert.Equal(["free_energy"], Names(report));
        EnergyCurves empty = new([], MetricCurve.OfOneSeed([]), MetricCurve.OfOneSeed([]), null);
        Assert.Empty(Names(report with { Curves = empty }));
    }

    [Fact]
    public void Reports_that_do_not_fit_together_are_programming_errors()
    {
        EnergyReport good = SyntheticEnergyReport.Of(EnergyCatalog.Get("double-well"), count: 10);
        var logger = new CollectingLogger();
        Assert.Throws<ArgumentException>(() => EnergyPictureSet.Draw("x", good with { ColumnNames = ["a"] }, logger));
        Assert.Throws<ArgumentException>(() => EnergyPictureSet.Draw("x", good with { Target = new ReportSamples(1, new float[4]) }, logger));
        Assert.Throws<ArgumentException>(() => EnergyPictureSet.Draw("x", good with { Curves = good.Curves with { Steps = [1] } }, logger));
        Assert.Throws<ArgumentException>(() => new WeightedPoints(new ReportSamples(1, new float[2]), new float[1], new float[2]));
    }

    private static string[] Names(EnergyReport report) => [.. EnergyPictureSet.Pictures.SelectMany(picture => picture.Describe(report)).Select(picture => picture.Name)];
}
