using GenGpu.Models.Energies;
using GenGpu.Reports;
using GenGpu.Reports.Energies;

namespace GenGpu.Tests.Reports.Energies;

/// <summary>What the files of pictures hold, against closed forms of Gaussians.</summary>
public sealed class EnergyPictureTests
{
    [Fact]
    public void The_free_energy_file_holds_curves_and_the_exact_value()
    {
        EnergyReport report = SyntheticEnergyReport.Of(SyntheticEnergyReport.Gaussian(2), count: 4);
        PictureFiles picture = Assert.Single(new FreeEnergyPicture().Describe(report));
        double[][] rows = SyntheticEnergyReport.Rows(picture.Csv);
        double exact = -Math.Log(2 * Math.PI);
        Assert.Equal(3, rows.Length);
        Assert.Equal([10, 5, 4, 6, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125], rows[0][..10]);
        Assert.Equal([double.NaN, double.NaN, double.NaN], rows[2][7..10]);
        Assert.All(rows, row => Assert.Equal(exact, row[10], 1e-6));
        Assert.Contains("−log Z = −1.8379 (exact)", picture.Script, StringComparison.Ordinal);
        Assert.Contains("median and range", picture.Script, StringComparison.Ordinal);

        // At a parameter that is not the default nothing is known.
        picture = Assert.Single(new FreeEnergyPicture().Describe(report with { Law = new BoltzmannLaw(report.Law.Energy, 1, hasDefaults: false) }));
        Assert.DoesNotContain("exact", picture.Script, StringComparison.Ordinal);
        Assert.All(SyntheticEnergyReport.Rows(picture.Csv), row => Assert.Equal(double.NaN, row[10]));
    }

    [Fact]
    public void The_density_of_two_coordinates_is_exact_and_the_reweighted_one_agrees()
    {
        const double Beta = 2;
        EnergyReport report = SyntheticEnergyReport.Of(SyntheticEnergyReport.Gaussian(2), Beta, spread: 0.9, count: 40_000);
        PictureFiles picture = Assert.Single(new DensityPicture().Describe(report));
        Assert.StartsWith("panel,x,y,exact,flow,\"flow, reweighted\"\n", picture.Csv, StringComparison.Ordinal);
        double[][] rows = SyntheticEnergyReport.Rows(picture.Csv, "\"x1 x x2\"");
        double width = rows[1][0] - rows[0][0], cell = width * (rows[(int)Math.Round(Math.Sqrt(rows.Length))][1] - rows[0][1]);
        foreach (double[] row in rows)
        {
            // The mean over a cell differs from the value in its middle by the curvature: width^2 / 24 of the Laplacian.
            double density = Beta / (2 * Math.PI) * Math.Exp(-Beta * ((row[0] * row[0]) + (row[1] * row[1])) / 2);
            Assert.Equal(density, row[2], 0.1 * width * width * Beta * Beta);
            double weight = density / (Math.Exp(-((row[0] * row[0]) + (row[1] * row[1])) / 2 / 0.81) / (2 * Math.PI * 0.81));
            Assert.Equal(row[2], row[4], (6 * Math.Sqrt(density * weight / (40_000 * cell))) + 0.02);
        }

        Assert.Equal(1, rows.Sum(row => row[2]) * cell, 0.01);
        Assert.Equal(1, rows.Sum(row => row[4]) * cell, 0.02);
    }

    [Fact]
    public void One_coordinate_has_bars_and_the_exact_curve_and_many_have_marginals()
    {
        EnergyReport line = SyntheticEnergyReport.Of(SyntheticEnergyReport.Gaussian(1), hasTarget: true);
        double[][] rows = SyntheticEnergyReport.Rows(Assert.Single(new DensityPicture().Describe(line)).Csv, "\"x (exact)\"");
        Assert.True(rows.Length > 500);
        Assert.All(rows, row => Assert.Equal(Math.Exp(-row[0] * row[0] / 2) / Math.Sqrt(2 * Math.PI), row[4], 1e-6));

        EnergyReport many = SyntheticEnergyReport.Of(SyntheticEnergyReport.Gaussian(18), count: 400);
        string csv = Assert.Single(new DensityPicture().Describe(many)).Csv;
        Assert.NotEmpty(SyntheticEnergyReport.Rows(csv, "x16"));
        Assert.Empty(SyntheticEnergyReport.Rows(csv, "x17"));
        string lattice = Assert.Single(new DensityPicture().Describe(SyntheticEnergyReport.Of(EnergyCatalog.Get("phi4-free-6"), count: 400))).Csv;
        Assert.Empty(SyntheticEnergyReport.Rows(lattice, "x5"));
    }

    [Fact]
    public void Reweighted_energies_of_a_plane_Gaussian_are_exponential()
    {
        EnergyReport report = SyntheticEnergyReport.Of(SyntheticEnergyReport.Gaussian(2), spread: 1.3, count: 40_000);
        double[][] rows = SyntheticEnergyReport.Rows(Assert.Single(new EnergyHistogramPicture().Describe(report)).Csv);
        double width = rows[1][0] - rows[0][0];
        foreach (double[] row in rows.Where(row => row[0] > width))
        {
            double exact = Math.Exp(-row[0]), flow = Math.Exp(-row[0] / 1.69) / 1.69;
            Assert.Equal(double.NaN, row[1]);
            Assert.Equal(flow, row[2], (6 * Math.Sqrt(flow / (40_000 * width))) + 0.003);
            Assert.Equal(exact, row[3], (6 * Math.Sqrt(exact * 1.69 / (40_000 * width))) + 0.003);
        }
    }

    [Fact]
    public void Profiles_of_a_Gaussian_are_parabolas_at_any_temperature()
    {
        EnergyReport report = SyntheticEnergyReport.Of(SyntheticEnergyReport.Gaussian(2), beta: 2, spread: 0.8, count: 40_000);
        string csv = Assert.Single(new WellProfilePicture().Describe(report)).Csv;
        double[][] exact = SyntheticEnergyReport.Rows(csv, "\"x2 (exact)\"");
        Assert.True(exact.Length > 100);
        Assert.All(exact, row => Assert.Equal(row[0] * row[0] / 2, row[5], 2e-4));
        double[][] rows = SyntheticEnergyReport.Rows(csv, "x1");
        Assert.All(rows.Where(row => double.IsFinite(row[2])), row => Assert.Equal(row[0] * row[0] / 2, row[2], (6 * row[3]) + 0.01));
        Assert.True(rows.Count(row => double.IsFinite(row[2])) > 40);
        double[] lowest = rows.MinBy(row => Math.Abs(row[0]))!;

        // log of the ratio of widths: the flow is wider, so its density in the middle is lower.
        Assert.Equal(0.5 * Math.Log(0.8 * Math.Sqrt(2)), lowest[1], 0.05);
    }

    [Fact]
    public void Without_an_exact_profile_samples_of_the_target_take_its_place()
    {
        EnergyReport report = SyntheticEnergyReport.Of(SyntheticEnergyReport.Gaussian(5), count: 20_000, hasTarget: true);
        PictureFiles picture = Assert.Single(new WellProfilePicture().Describe(report));
        double[][] rows = SyntheticEnergyReport.Rows(picture.Csv, "x1");
        Assert.Empty(SyntheticEnergyReport.Rows(picture.Csv, "x2"));
        Assert.All(rows.Where(row => Math.Abs(row[0]) < 1), row => Assert.Equal(row[0] * row[0] / 2, row[4], 0.2));
        Assert.Contains("target samples", picture.Script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("phi4-free-4")]
    [InlineData("phi4-free-4x4")]
    public void Correlations_of_a_free_field_are_those_of_its_modes(string name)
    {
        // Of a flow that is no field at all, a broad cloud: G(r) = 0 but at r = 0, until it is reweighted.
        EnergyReport report = SyntheticEnergyReport.Of(EnergyCatalog.Get(name), beta: 2, spread: 0.4, count: 20_000);
        double[][] rows = SyntheticEnergyReport.Rows(Assert.Single(new CorrelationPicture().Describe(report)).Csv);
        Assert.Equal(3, rows.Length);
        for (int r = 0; r < rows.Length; r++)
        {
            double exact = Enumerable.Range(0, 4).Sum(mode => Math.Cos(Math.PI * mode * r / 2) / (2 * 2 * (3 - (2 * Math.Cos(Math.PI * mode / 2))))) / 4;
            Assert.Equal(exact, rows[r][5], 1e-6);
            Assert.Equal(r == 0 ? 0.16 : 0, rows[r][1], 6 * rows[r][2]);
        }

        if (name == "phi4-free-4")
            Assert.All(rows, row => Assert.Equal(row[5], row[3], 6 * row[4]));
    }

    [Fact]
    public void The_condition_file_holds_free_energies_and_gaps_where_nothing_is_exact()
    {
        EnergyReport report = SyntheticEnergyReport.Of(SyntheticEnergyReport.Gaussian(1), count: 4) with { Condition = SyntheticEnergyReport.Condition() };
        PictureFiles picture = Assert.Single(new ConditionCurvePicture().Describe(report));
        double[][] rows = SyntheticEnergyReport.Rows(picture.Csv);
        double f = -Math.Log(2 * Math.PI * 2);
        Assert.Equal([0.5, f, 0.5, f, 0.25, f, 0.75], rows[0].Select(value => Math.Round(value, 6)).Zip([0.5, f, 0.5, f, 0.25, f, 0.75], (own, wanted) => Math.Abs(own - wanted) < 1e-5 ? wanted : own));
        Assert.Equal(double.NaN, rows[2][5]);
        Assert.Contains("set logscale x", picture.Script, StringComparison.Ordinal);
        Assert.Empty(new ConditionCurvePicture().Describe(report with { Condition = null }));
    }
}
