using System.Buffers.Binary;
using System.Globalization;
using GenGpu.Models.Targets;
using GenGpu.Reports;
using GenGpu.Tests.Storage;
using GenGpu.Training;

namespace GenGpu.Tests.Reports;

public sealed class PictureSetTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [GnuplotFact]
    public void Draws_every_picture_of_every_kind_of_report_without_complaint()
    {
        RunReport modes = SyntheticReport.TwoDimensions(2, 500) with { Modes = [(1.5, 1.5), (1.5, -1.5), (-1.5, 1.5), (-1.5, -1.5)] };
        modes = modes with { Models = [modes.Models[0] with { FinalSamples = null }, modes.Models[1]] };
        RunReport[] reports = [SyntheticReport.OneDimension(samples: 500), SyntheticReport.Binned(2, 500), SyntheticReport.TwoDimensions(1, 500), SyntheticReport.FourDimensions(3, 500), modes];
        int[] expected = [5, 5, 4, 6, 5];
        for (int i = 0; i < reports.Length; i++)
        {
            using var folder = new TemporaryFolder(" with 'quotes\" $HOME `ls` ü");
            var logger = new CollectingLogger();
            IReadOnlyList<PictureOutcome> outcomes = PictureSet.Draw(folder.FullName, reports[i], logger);
            Assert.Empty(logger.Messages);
            Assert.Equal(expected[i], outcomes.Count);
            PictureFiles[] pictures = Describe(reports[i]);
            foreach (PictureFiles picture in pictures)
                Assert.Equal((picture.Width, picture.Height), PngSize(folder[picture.Name + ".png"]));
            Assert.Equal(pictures.SelectMany(picture => new[] { picture.Name + ".csv", picture.Name + ".gp", picture.Name + ".png" }).Order(StringComparer.Ordinal), folder.Names());
        }
    }

    [GnuplotFact]
    public void A_user_can_redraw_a_picture_and_gets_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        PictureSet.Draw(folder.FullName, SyntheticReport.TwoDimensions(1, 500), new CollectingLogger());
        byte[] first = File.ReadAllBytes(folder["metrics_comparison.png"]);
        File.Delete(folder["metrics_comparison.png"]);
        Assert.Null(new Gnuplot("gnuplot", Long).Draw(folder.FullName, "metrics_comparison"));
        Assert.Equal(first, File.ReadAllBytes(folder["metrics_comparison.png"]));
    }

    [GnuplotFact]
    public void A_script_that_fails_is_reported_with_its_path_and_the_old_picture_stays()
    {
        using var folder = new TemporaryFolder();
        folder.Text("a.gp", "plot nonsense(\n");
        folder.Text("a.png", "old");
        string? problem = new Gnuplot("gnuplot", Long).Draw(folder.FullName, "a");
        Assert.StartsWith($"gnuplot failed on {folder["a.gp"]}: ", problem, StringComparison.Ordinal);
        Assert.Contains("line 1", problem, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(folder["a.png"]));
        Assert.Equal(["a.gp", "a.png"], folder.Names());
    }

    [GnuplotFact]
    public void A_script_that_hangs_is_stopped()
    {
        using var folder = new TemporaryFolder();
        folder.Text("a.gp", "pause 60\n");
        string? problem = new Gnuplot("gnuplot", TimeSpan.FromSeconds(0.3)).Draw(folder.FullName, "a");
        Assert.Contains("did not finish", problem, StringComparison.Ordinal);
        Assert.Contains("in 0.3 s and was stopped", problem, StringComparison.Ordinal);
    }

    [GnuplotFact]
    public void A_script_that_draws_nothing_is_reported()
    {
        using var folder = new TemporaryFolder();
        folder.Text("a.gp", "set output output\n");
        Assert.NotNull(new Gnuplot("gnuplot", Long).Draw(folder.FullName, "a"));
        Assert.Equal(["a.gp"], folder.Names());
    }

    [GnuplotFact]
    public void Hostile_names_are_text_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        string[] evil = ["'; system('touch hacked'); '", "`touch hacked`", "a\nset output 'hacked'\n#"];
        RunReport report = SyntheticReport.TwoDimensions(3, 200);
        report = report with
        {
            Title = evil[0],
            KlDivergenceName = evil[2],
            WassersteinName = evil[1],
            ColumnNames = [evil[2], evil[1]],
            Models = [.. report.Models.Select((model, i) => model with { Name = evil[i] })],
            Manifold = report.Manifold! with { OutputNames = [evil[0], evil[2]] },
        };
        var logger = new CollectingLogger();
        Assert.All(PictureSet.Draw(folder.FullName, report, logger), outcome => Assert.True(outcome.Drawn, outcome.Problem));
        Assert.DoesNotContain("hacked", folder.Names());
        Assert.Equal(3 * 6, folder.Names().Length);
    }

    [Fact]
    public void Without_gnuplot_data_and_scripts_are_written_and_one_line_says_what_to_install()
    {
        using var folder = new TemporaryFolder();
        var logger = new CollectingLogger();
        IReadOnlyList<PictureOutcome> outcomes = PictureSet.Draw(folder["out"], SyntheticReport.Binned(1, 200), logger, new Gnuplot("no-such-gnuplot", Long));
        Assert.All(outcomes, outcome => Assert.False(outcome.Drawn));
        string message = Assert.Single(logger.Messages);
        Assert.StartsWith("Warning: gnuplot is not installed", message, StringComparison.Ordinal);
        Assert.Contains("apt-get install gnuplot-nox fonts-dejavu-core", message, StringComparison.Ordinal);
        Assert.Equal(4 * 2, Directory.GetFiles(folder["out"]).Length);
    }

    [Fact]
    public void The_metrics_file_holds_the_numbers_and_gaps_where_a_logarithm_has_none()
    {
        var report = new RunReport("t", ["x"], new ReportSamples(1, new float[] { 0, 1 }), [
            new ModelReport("GAN", [500, 1000], new MetricCurve([0.5, 0], [0.25, -1], [1, double.NaN]), MetricCurve.OfOneSeed([0.125, 0.0625]), null, [])]);
        string csv = Assert.Single(new MetricsComparisonPicture().Describe(report)).Csv;
        Assert.Equal("model,step,kld_median,kld_low,kld_high,w1_median,w1_low,w1_high\nGAN,500,0.5,0.25,1,0.125,0.125,0.125\nGAN,1000,NaN,NaN,NaN,0.0625,0.0625,0.0625\n", csv);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(7, 2)]
    public void Every_model_has_a_line_of_its_own_and_a_place_in_the_key(int models, int rows)
    {
        string script = Assert.Single(new MetricsComparisonPicture().Describe(SyntheticReport.OneDimension(models, 1, 100))).Script;
        Assert.Contains(FormattableString.Invariant($" maxrows {rows} "), script, StringComparison.Ordinal);
        string[] styles = [.. script.Split('\n').Where(line => line.Contains("with lines lw 1.6", StringComparison.Ordinal)).Select(line => line[line.IndexOf("dt ", StringComparison.Ordinal)..line.IndexOf(" title", StringComparison.Ordinal)])];
        // Two panels, each with every model.
        Assert.Equal(2 * models, styles.Length);
        Assert.Equal(models, styles.Distinct().Count());
    }

    [Fact]
    public void The_histogram_file_holds_densities_and_the_exact_law()
    {
        var target = new ReportSamples(1, new float[] { -3.9f, -3.9f, 3.9f, 9 });
        var report = new RunReport("t", ["x"], target, [new ModelReport("M", [1], MetricCurve.OfOneSeed([1]), MetricCurve.OfOneSeed([1]), new ReportSamples(1, new float[] { 0.01f }), [])])
        {
            Range = (-4, 4),
            TargetDensity = x => 0.25 * x,
        };
        PictureFiles picture = Assert.Single(new HistogramPicture().Describe(report));
        string[] rows = picture.Csv.Split('\n');
        Assert.Equal("panel,x,y,target_exact,target,M", rows[0]);
        Assert.Equal("x,-3.9375,NaN,-0.984375,4,0", rows[1]);
        Assert.Equal("x,0.0625,NaN,0.015625,0,8", rows[33]);
        Assert.Equal("x,3.9375,NaN,0.984375,2,0", rows[64]);
        Assert.Contains("target, 25 % outside", picture.Script, StringComparison.Ordinal);
    }

    [Fact]
    public void The_heat_map_file_holds_one_row_per_cell()
    {
        var samples = new ReportSamples(2, new float[] { -1, 1, /* y */ 0.99f, -0.99f });
        var report = new RunReport("t", ["a", "b"], samples, [new ModelReport("M", [1], MetricCurve.OfOneSeed([1]), MetricCurve.OfOneSeed([1]), samples, [])]) { Range = (-1, 1) };
        string[] rows = Assert.Single(new HistogramPicture().Describe(report)).Csv.TrimEnd('\n').Split('\n');
        Assert.Equal(1 + (16 * 16), rows.Length);
        string density = (0.5 * 8 * 8).ToString(CultureInfo.InvariantCulture);
        Assert.Equal([$"\"a x b\",0.9375,-0.9375,NaN,{density},{density}", $"\"a x b\",-0.9375,0.9375,NaN,{density},{density}"], rows.Skip(1).Where(row => !row.EndsWith(",0,0", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(30_000)]
    public void The_label_of_the_colour_bar_lies_between_its_numbers_and_the_edge(float size)
    {
        // Wide data have small densities, whose numbers are long.
        float[] values = [.. Enumerable.Range(0, 4000).Select(i => size * MathF.Sin(i * i))];
        var samples = new ReportSamples(2, values);
        var report = new RunReport("t", ["a", "b"], samples, [new ModelReport("M", [1], MetricCurve.OfOneSeed([1]), MetricCurve.OfOneSeed([1]), samples, [new ModelSnapshot(50, samples)])]);
        foreach (IPicture picture in new IPicture[] { new HistogramPicture(), new TimelinePicture() })
        {
            PictureFiles files = Assert.Single(picture.Describe(report));
            double bar = Place("set colorbox user origin screen "), label = Place("set label 1004 'density' at screen ");
            string step = files.Script.Split("set cbtics ")[1].Split(' ')[0];

            // A bar of 14 pixels, a gap, digits of 6 pixels at least; half of the turned label is 7.
            Assert.InRange(label, bar + 14 + 4 + (6 * Math.Max(3, step.Length)) + 7, files.Width - 7);

            double Place(string before) => files.Width * double.Parse(files.Script.Split(before)[1].Split([',', ' '])[0], CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public void Narrow_modes_are_circles_whose_area_is_their_share()
    {
        // Half the samples on the first mode, a quarter on the second, one between all, one far away.
        var samples = new ReportSamples(2, new float[] { 1, 1, 1, 1, -1, -1, 0, 9, /* y */ 0, 0, 0, 0, 0, 0, 0, 9 });
        var report = new RunReport("t", ["a", "b"], samples, [new ModelReport("M", [1], MetricCurve.OfOneSeed([1]), MetricCurve.OfOneSeed([1]), samples, [new ModelSnapshot(50, samples)])])
        {
            Range = (-3.5, 3.5),
            Modes = [(1, 0), (-1, 0), (0, 1)],
        };
        foreach (IPicture picture in new IPicture[] { new HistogramPicture(), new TimelinePicture() })
        {
            PictureFiles files = Assert.Single(picture.Describe(report));
            string[] blocks = files.Csv.Split("\n\n\n");
            Assert.Equal(4, blocks.Length);
            Assert.StartsWith("panel,x,y,share\ntarget,1,0,NaN\n", blocks[0], StringComparison.Ordinal);
            // The one at the origin is half the way from none: 1 > sqrt(2) / 2.
            Assert.Equal("\"target (modes)\",1,0,0.5\n\"target (modes)\",-1,0,0.25\n\"target (modes)\",0,1,0", blocks[1]);
            Assert.Contains("index 3 using 2:3:(radius($4)) with circles", files.Script, StringComparison.Ordinal);
        }

        Assert.Contains("M, 12.5 % outside", Assert.Single(new HistogramPicture().Describe(report)).Script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ring-8", 8)]
    [InlineData("grid-25", 25)]
    [InlineData("2d-mix-gauss", 0)]
    [InlineData("circle", 0)]
    [InlineData("1d-trimodal", 0)]
    public void Modes_narrower_than_cells_are_those_of(string target, int modes) => Assert.Equal(modes, RunReportBuilder.NarrowModes(TargetCatalog.Get(target)).Count);

    [Fact]
    public void Binned_mode_counts_the_nearest_category()
    {
        var report = new RunReport("t", ["k"], new ReportSamples(1, new float[] { -9, 0.4f, 0.6f, 9 }), [new ModelReport("M", [1], MetricCurve.OfOneSeed([1]), MetricCurve.OfOneSeed([1]), new ReportSamples(1, new float[] { 1 }), [])])
        {
            Categories = [0, 1, 2],
            CategoryMasses = [0.5, 0.25, 0.25],
        };
        Assert.Equal("panel,x,y,target_exact,target,M\nk,0,NaN,0.5,0.5,0\nk,1,NaN,0.25,0.25,1\nk,2,NaN,0.25,0.25,0\n", Assert.Single(new HistogramPicture().Describe(report)).Csv);
    }

    [Fact]
    public void Timelines_have_a_column_per_snapshot_and_distinct_names()
    {
        ReportSamples samples = new(1, new float[] { 0 });
        ModelReport model = new("a b", [], MetricCurve.OfOneSeed([]), MetricCurve.OfOneSeed([]), null, [new ModelSnapshot(2.5, samples), new ModelSnapshot(100, samples)]);
        PictureFiles[] pictures = [.. new TimelinePicture().Describe(new RunReport("t", ["x"], samples, [model, model with { Name = "a_b" }]))];
        Assert.Equal(["timeline_a_b", "timeline_a_b_2"], pictures.Select(picture => picture.Name));
        Assert.StartsWith("panel,x,y,target_exact,target,\"2.5 %\",\"100 %\"\n", pictures[0].Csv, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diverged_model_leaves_an_empty_panel_and_no_picture_when_all_did()
    {
        RunReport report = SyntheticReport.TwoDimensions(2, 200);
        ModelReport lost = report.Models[0] with { FinalSamples = null, Snapshots = [] };
        PictureFiles picture = Assert.Single(new HistogramPicture().Describe(report with { Models = [lost, report.Models[1]] }));
        Assert.Contains("plot NaN", picture.Script, StringComparison.Ordinal);
        Assert.Empty(new HistogramPicture().Describe(report with { Models = [lost] }));
    }

    [Fact]
    public void The_manifold_file_has_one_row_per_grid_point_and_scans_apart()
    {
        var report = new RunReport("t", ["x"], new ReportSamples(1, new float[] { 0 }), []) { Manifold = new LatentManifold(-3, 3, 2, new float[] { 1, 2, 3, 4 }, ["x"]) };
        Assert.Equal("z1,z2,x\n-3,-3,1\n3,-3,2\n\n-3,3,3\n3,3,4\n", Assert.Single(new LatentManifoldPicture().Describe(report)).Csv);
    }

    [Fact]
    public void Reports_that_do_not_fit_together_are_programming_errors()
    {
        RunReport good = SyntheticReport.Binned(1, 50);
        Assert.Throws<ArgumentException>(() => PictureSet.Draw("x", good with { ColumnNames = ["a", "b"] }, new CollectingLogger()));
        Assert.Throws<ArgumentException>(() => PictureSet.Draw("x", good with { Models = [good.Models[0] with { Steps = [1] }] }, new CollectingLogger()));
        Assert.Throws<ArgumentException>(() => new ReportSamples(2, new float[3]));
    }

    [Theory]
    [InlineData(500, 100_000, true, "'500' 500, ", "'100k' 100000")]
    [InlineData(0.004, 5, false, "'' 0.004 1", "'0.01' 0.01")]
    [InlineData(1e-6, 1e5, false, "'10⁻⁶' 1E-06", "'10⁵' 100000")]
    [InlineData(0.1, 0.9, false, "'0.2' 0.2", "'0.3' 0.3")]
    public void Ticks_are_round(double lower, double upper, bool counts, string first, string second)
    {
        string ticks = Ticks.Logarithmic(lower, upper, counts);
        Assert.Contains(first, ticks, StringComparison.Ordinal);
        Assert.Contains(second, ticks, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-3.5, 3.5, 6, "2")]
    [InlineData(0, 0.43, 5, "0.1")]
    [InlineData(0, 1500, 4, "500")]
    public void Steps_are_round(double lower, double upper, int wanted, string expected) => Assert.Equal(expected, Ticks.Step(lower, upper, wanted));

    private static PictureFiles[] Describe(RunReport report) =>
        [.. new IPicture[] { new MetricsComparisonPicture(), new HistogramPicture(), new LatentManifoldPicture(), new TimelinePicture() }.SelectMany(picture => picture.Describe(report))];

    private static (int Width, int Height) PngSize(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], bytes[..8]);
        return (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)));
    }
}
