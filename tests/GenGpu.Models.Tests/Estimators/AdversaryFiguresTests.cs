using GenGpu.Models.Estimators;
using GenGpu.Models.Metrics;

namespace GenGpu.Models.Tests.Estimators;

/// <summary>What discriminators and critics say, where the answer is known: data N(0, 1), samples N(shift, 1), both evenly spread, which makes averages quadratures.</summary>
public sealed class AdversaryFiguresTests
{
    private const int Count = 20_000;

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.9)]
    public void At_the_equilibrium_there_is_no_distance_and_no_divergence(double label)
    {
        float[] scores = new float[100];
        Array.Fill(scores, (float)Math.Log(label / 2 / (1 - (label / 2))));
        var figures = DiscriminatorFigures.Of(scores, scores, label);
        Assert.Equal(label / 2, figures.OnData, 1e-7);
        Assert.Equal(label / 2, figures.OnSamples, 1e-7);
        Assert.Equal(label / 2, figures.Equilibrium);
        Assert.Equal(0, figures.Distance, 1e-7);
        Assert.Equal(0, figures.JensenShannon, 1e-6);
        // The same discriminator read with the label of another: neither at its equilibrium nor free of divergence.
        Assert.True(DiscriminatorFigures.Of(scores, scores, label * 0.8).Distance > 0.05);
    }

    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(1.0, 0.9)]
    [InlineData(2.5, 0.9)]
    public void The_best_discriminator_estimates_the_divergence_and_every_other_one_less(double shift, double label)
    {
        double exact = JensenShannon(shift);
        Assert.Equal(exact, Estimate(shift, label, 1, 0), 5e-4);
        Assert.True(Estimate(shift, label, 0.5, 0) < exact - 1e-3);
        Assert.True(Estimate(shift, label, 1, 0.5) < exact - 1e-3);
        // Without rescaling by the label the smoothed discriminator would seem to find less.
        if (label < 1)
            Assert.True(Estimate(shift, label, 1, 0, readLabel: 1) < exact - 1e-3);
    }

    [Fact]
    public void Laws_that_do_not_overlap_are_log_2_apart()
    {
        var figures = DiscriminatorFigures.Of([30f, 40f], [-30f, -40f], 0.9);
        // The clamp takes 1e-4 from each of the two logarithms.
        Assert.InRange(figures.JensenShannon, Math.Log(2) - 1.1e-4, Math.Log(2));
        Assert.Equal(0.45, figures.Distance, 0.051);
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscriminatorFigures.Of([1f], [1f], -0.1));
    }

    [Fact]
    public void With_the_label_zero_there_is_an_equilibrium_and_no_estimate()
    {
        var figures = DiscriminatorFigures.Of([0f, 0f], [0f], 0);
        Assert.Equal(0, figures.Equilibrium);
        Assert.Equal(0.5, figures.OnData);
        Assert.Equal(0.5, figures.Distance);
        Assert.Equal(double.NaN, figures.JensenShannon);
    }

    [Theory]
    [InlineData(1.0, 3.0)]
    [InlineData(0.2, 0.001)]
    public void A_linear_critic_of_any_slope_estimates_the_distance_of_shifted_laws(double shift, double slope)
    {
        double[] z = Normals.Spread(Count);
        float[] slopes = new float[10];
        Array.Fill(slopes, (float)slope);
        var figures = CriticFigures.Of([.. z.Select(x => (float)(-slope * x))], [.. z.Select(x => (float)(-slope * (x + shift)))], slopes);
        Assert.Equal(shift, figures.Wasserstein, 1e-4);
        Assert.Equal(shift * slope, figures.Difference, 1e-4);
        Assert.Equal(slope, figures.MeanSlope, 1e-6);
        slopes[3] *= 2;
        Assert.Equal(shift / 2, CriticFigures.Of([.. z.Select(x => (float)(-slope * x))], [.. z.Select(x => (float)(-slope * (x + shift)))], slopes).Wasserstein, 1e-4);
        Assert.True(double.IsNaN(CriticFigures.Of([0f], [0f], [0f]).Wasserstein));
    }

    private static double Estimate(double shift, double label, double sharpness, double offset, double? readLabel = null)
    {
        // D = y p / (p + q), that is y sigmoid(log p - log q).
        float Score(double x)
        {
            double d = label / (1 + Math.Exp((-sharpness * ((shift * shift / 2) - (shift * x))) - offset));
            return (float)Math.Log(d / (1 - d));
        }

        double[] z = Normals.Spread(Count);
        return DiscriminatorFigures.Of([.. z.Select(Score)], [.. z.Select(x => Score(x + shift))], readLabel ?? label).JensenShannon;
    }

    private static double JensenShannon(double shift) => Quadrature.Panels(-9, 9 + shift, 200).Integrate(point =>
    {
        double p = Density(point[0]);
        double q = Density(point[0] - shift);
        return ((p * Math.Log(2 * p / (p + q))) + (q * Math.Log(2 * q / (p + q)))) / 2;
    });

    private static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
}
