using System.Globalization;
using GenGpu.Storage;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Cli;

/// <summary>Data files through the command line, from training to samples.</summary>
public class DataFileTests
{
    [Theory]
    [InlineData("cd")]
    [InlineData("pcd")]
    public void ZerosAndOnesAreLearnedByBinaryVisibles(string chains)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(3);

        // The first two columns always agree and the third is mostly 1, which the model must show.
        string text = "a,b,c\n" + string.Concat(Enumerable.Range(0, 600).Select(_ => (random.Next(2), random.Next(10) > 1 ? 1 : 0)).Select(row => $"{row.Item1},{row.Item1},{row.Item2}\n"));
        CliRun run = CliRun.Of(
            "train", "--model", "rbm", "--target", "file:" + folder.Text("bits.csv", text), "--set", $"visible=binary,chains={chains},learningRate=0.05", "--budget", "40",
            "--steps", "1500", "--batch-size", "32", "--evaluate-every", "500", "--snapshot-percent", "0", "-o", folder["out"]);
        Assert.True(run.ExitCode == 0, run.Error);
        PointSet samples = PointsFile.Read(Path.Combine(folder["out"], "samples_rbm.npy"));
        Assert.Equal((3, 5000), (samples.Dimensions, samples.Count));
        Assert.Equal([0.0, 1.0], samples.Values.ToArray().Distinct().Order());
        Assert.Equal(0, CliRun.Of("sample", folder["out"], "--count", "300", "-o", folder["more.csv"]).ExitCode);
        Assert.Equal([0.0, 1.0], PointsFile.Read(folder["more.csv"]).Values.ToArray().Distinct().Order());
        double agree = Enumerable.Range(0, samples.Count).Average(i => samples.Column(0)[i] == samples.Column(1)[i] ? 1.0 : 0);
        double ones = samples.Column(2).ToArray().Average();

        // Independent columns would agree half of the time; 480 training points alone are off by 0.06 at three standard deviations.
        Assert.True(agree > 0.8, $"{agree}");
        Assert.InRange(ones, 0.65, 0.95);
    }

    // Other points have another mean and deviation, so samples would leave in other units.
    [Theory]
    [InlineData("train", "--model", "vae")]
    [InlineData("compare", "--models", "gan,vae")]
    public void AFileThatHasChangedIsNotSampledFrom(string verb, string option, string models)
    {
        using var folder = new TemporaryFolder();
        string text = "a,b\n" + string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{i % 7},{i % 5}\n")));
        string file = "file:" + folder.Text("points.csv", text);
        string[] train = [.. CliRun.Tiny(verb, folder["out"], option, models).Select(word => word == "1d-bimodal" ? file : word)];
        Assert.Equal(0, CliRun.Of(train).ExitCode);
        string[] sample = ["sample", folder["out"], "--model", "vae", "--count", "5", "-o", folder["more.csv"]];
        Assert.Equal(0, CliRun.Of(sample).ExitCode);
        folder.Text("points.csv", text.Replace("6,", "60,", StringComparison.Ordinal));
        CliRun changed = CliRun.Of(sample);
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("points.csv has changed since", changed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralColumnsOfAnNpyFileKeepTheirUnitsAndCorrelation()
    {
        using var folder = new TemporaryFolder();
        const int count = 1000;
        var random = new Random(5);
        float[] points = new float[3 * count];
        for (int i = 0; i < count; i++)
        {
            float common = random.NextSingle();
            points[i] = 100 + (10 * common);
            points[count + i] = -0.01f * common;
            points[(2 * count) + i] = 5 + random.NextSingle();
        }

        NpyFile.WritePoints(folder["points.npy"], points, 3);
        CliRun run = CliRun.Of(
            "train", "--model", "vae", "--target", "file:" + folder["points.npy"], "--set", "beta=0.05", "--budget", "300", "--steps", "2000", "--evaluate-every", "1000",
            "--snapshot-percent", "0", "--no-likelihood", "-o", folder["out"]);
        Assert.True(run.ExitCode == 0, run.Error);
        PointSet samples = PointsFile.Read(Path.Combine(folder["out"], "samples_vae.npy"));
        Assert.Equal(3, samples.Dimensions);
        (double mean, double deviation)[] columns = [.. Enumerable.Range(0, 3).Select(column => Moments(samples.Column(column).ToArray()))];
        Assert.Equal(105, columns[0].mean, 1.0);
        Assert.Equal(-0.005, columns[1].mean, 0.001);
        Assert.Equal(5.5, columns[2].mean, 0.1);
        double product = Enumerable.Range(0, samples.Count).Average(i => (samples.Column(0)[i] - columns[0].mean) * (samples.Column(1)[i] - columns[1].mean));
        Assert.True(product / (columns[0].deviation * columns[1].deviation) < -0.9);
    }

    [Theory]
    [InlineData("1000000000")]
    [InlineData("-2000000.5")]
    public void AColumnFarFromZeroIsLearnedAndSampledOnItsOwnScale(string far)
    {
        using var folder = new TemporaryFolder();
        double shift = double.Parse(far, CultureInfo.InvariantCulture);
        var random = new Random(7);
        // The second column follows the first: what floats would round away is there, and learned.
        string text = "time,height\n" + string.Concat(Enumerable.Range(0, 1000).Select(_ => random.NextDouble() * Math.Sqrt(12)).Select(x => string.Create(CultureInfo.InvariantCulture, $"{shift + x:R},{x + (0.1 * random.NextDouble()):R}\n")));
        CliRun run = CliRun.Of(
            "train", "--model", "vae", "--target", "file:" + folder.Text("far.csv", text), "--set", "beta=0.05", "--budget", "300", "--steps", "2000", "--evaluate-every", "1000",
            "--snapshot-percent", "0", "-o", folder["out"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(0, CliRun.Of("sample", folder["out"], "--count", "2000", "-o", folder["more.csv"]).ExitCode);
        Assert.Equal(0, CliRun.Of("sample", folder["out"], "--count", "2000", "-o", folder["more.npy"]).ExitCode);
        foreach (string file in new[] { Path.Combine(folder["out"], "samples_vae.npy"), folder["more.csv"], folder["more.npy"] })
        {
            PointSet samples = PointsFile.Read(file);
            double[] times = [.. samples.Column(0).ToArray().Select(time => time - shift)];
            (double mean, double deviation) = Moments(times);
            Assert.Equal(Math.Sqrt(3), mean, 0.15);
            Assert.InRange(deviation, 0.7, 1.2);
            (double heightMean, double heightDeviation) = Moments(samples.Column(1).ToArray());
            double product = Enumerable.Range(0, samples.Count).Average(i => (times[i] - mean) * (samples.Column(1)[i] - heightMean));
            Assert.True(product / (deviation * heightDeviation) > 0.9);
            Assert.True(times.Distinct().Count() > 0.9 * samples.Count);
        }

        string picture = File.ReadAllText(Path.Combine(folder["out"], "classical_benchmark_comparison_hist.csv"));
        Assert.Contains(shift > 0 ? "time - 1000000000" : "time + 2000000", picture, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e9, 1e-6)]
    [InlineData(0.1, 1e-18)]
    [InlineData(5.0, 0)]
    public void AColumnThatVariesByRoundingAloneIsConstant(double value, double spread)
    {
        using var folder = new TemporaryFolder();
        string text = string.Concat(Enumerable.Range(0, 60).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row},{value + (row * spread):R}\n")));
        CliRun run = CliRun.Of("train", "--model", "vae", "--target", "file:" + folder.Text("constant.csv", text), "-o", folder["out"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("column 'x2' is constant (", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoColumnsOfOneNameAreRefused()
    {
        using var folder = new TemporaryFolder();
        string text = "# a comment\nheight,weight,height\n" + string.Concat(Enumerable.Repeat("1,2,3\n2,3,4\n", 30));
        CliRun run = CliRun.Of("train", "--model", "vae", "--target", "file:" + folder.Text("twice.csv", text), "-o", folder["out"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("line 2, columns 1 and 3: both are named \"height\"", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    private static (double Mean, double Deviation) Moments(double[] values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }
}
