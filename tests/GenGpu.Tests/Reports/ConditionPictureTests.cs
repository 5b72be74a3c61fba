using System.Globalization;
using System.Text.RegularExpressions;
using GenGpu.Reports;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Reports;

public sealed partial class ConditionPictureTests
{
    [GnuplotFact]
    public void Conditions_are_ridges_in_one_dimension_and_above_heat_maps_or_dots_where_modes_are_narrow()
    {
        foreach ((int dimensions, int conditions, bool hasHeldOut, double spread, int blocksExpected) in new[] { (1, 17, true, 0.2, 51), (1, 3, false, 0.2, 9), (2, 17, true, 9, 6), (3, 7, false, 9, 7), (2, 7, false, 0.02, 21) })
        {
            using var folder = new TemporaryFolder();
            var random = new Random(2);
            ReportSamples Samples(double at) => new(dimensions, Enumerable.Range(0, dimensions * 2000).Select(_ => (float)(at * (random.Next(2) - 0.5) + (spread * random.NextDouble()))).ToArray());
            RunReport report = SyntheticReport.OneDimension(models: 2, seeds: 1) with
            {
                ConditionColumns = [.. Enumerable.Range(1, dimensions).Select(axis => $"x{axis}")],
                Conditions = [.. Enumerable.Range(0, conditions).Select(i => new ConditionPanel($"separation = {i + 1}", hasHeldOut && i % 2 == 1, Samples(i), [Samples(i), i == 2 ? null : Samples(i)])
                {
                    Density = dimensions == 1 && hasHeldOut ? x => Math.Exp(-x * x) : null,
                })],
            };
            PictureFiles picture = Assert.Single(new ConditionsPicture().Describe(report));
            var logger = new CollectingLogger();
            Assert.All(PictureDrawing.Draw(folder.FullName, [picture], logger, PictureDrawing.Program), outcome => Assert.True(outcome.Drawn, outcome.Problem));
            Assert.Empty(logger.Messages);
            string[] blocks = picture.Csv.Split("\n\n\n");
            Assert.Equal(blocksExpected, blocks.Length);

            // A colour bar for every column of heat maps, also below a model that has diverged.
            Assert.Equal(dimensions > 1 && spread > 1 ? blocksExpected : 0, picture.Script.Split("set colorbox horizontal").Length - 1);

            // The file marks what was held out.
            Assert.Equal(hasHeldOut, picture.Csv.Split('\n').Skip(1).Any(line => line.Split(',').ElementAtOrDefault(1) == "1"));
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.2, false)]
    [InlineData(3, true)]
    public void No_ridge_reaches_the_line_behind_it(double shift, bool isHigh)
    {
        // Rows that resemble each other may overlap; where a front row stands before an empty place, it must stay below the line there.
        const int Rows = 4;
        var random = new Random(3);
        ReportSamples Samples(double at) => new(1, Enumerable.Range(0, 20_000).Select(_ => (float)(at + random.NextDouble() + random.NextDouble() + random.NextDouble())).ToArray());
        RunReport report = SyntheticReport.OneDimension(models: 1, seeds: 1) with
        {
            ConditionColumns = ["x"],
            Conditions = [.. Enumerable.Range(0, Rows).Select(row => new ConditionPanel($"c = {row}", false, Samples(shift * row), [Samples(shift * row)]))],
        };
        PictureFiles picture = Assert.Single(new ConditionsPicture().Describe(report));
        double scale = double.Parse(Scale().Match(picture.Script).Groups[1].Value, CultureInfo.InvariantCulture);
        double[][] ridges = [.. picture.Csv.Split("\n\n\n").Select(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("given", StringComparison.Ordinal)).Select(line => double.Parse(line.Split(',')[3], CultureInfo.InvariantCulture) / scale).ToArray())];
        double highest = ridges.Max(ridge => ridge.Max());
        Assert.Equal(2 * Rows, ridges.Length);
        for (int row = 0; row + 1 < Rows; row++)
        {
            foreach (double[] front in new[] { ridges[row], ridges[Rows + row] })
                Assert.All(front.Zip(ridges[row + 1]), pair => Assert.True(pair.First <= 1 + pair.Second + 1e-5, $"{pair.First} in front of {pair.Second}"));
        }

        // As high as that allows: it is not simply small.
        Assert.InRange(highest, isHigh ? 0.9 : 1.5, isHigh ? 1.1 : 2.5);
    }

    [Fact]
    public void What_models_were_given_has_no_marginal()
    {
        RunReport report = SyntheticReport.FourDimensions(2, 300);
        string[] Panels(int given) =>
            [.. Assert.Single(new HistogramPicture().Describe(report with { GivenColumns = given })).Csv.Split("\n\n\n").Skip(1).Select(block => block.Split(',')[0].Trim('"'))];
        Assert.Equal(report.ColumnNames, Panels(0));
        Assert.Equal(report.ColumnNames.Take(2), Panels(2));
    }

    [GeneratedRegex(@"\$5\+\$4/([0-9.E+-]+)\)")]
    private static partial Regex Scale();
}
