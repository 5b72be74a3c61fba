using GenGpu.Models.Metrics;
using GenGpu.Models.Tests.Estimators;

namespace GenGpu.Models.Tests.Metrics;

/// <summary>The covariance within a mode where the answer is known.</summary>
public sealed class ModeMomentsTests
{
    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 75)]
    [InlineData(20, 525)]
    public void Too_few_samples_say_nothing(int dimensions, int smallest)
    {
        Assert.Equal(smallest, ModeMoments.SmallestCount(dimensions));
        var moments = new ModeMoments(dimensions);
        double[] point = new double[dimensions];
        for (int sample = 0; sample < smallest; sample++)
        {
            Assert.Equal(double.NaN, moments.CovarianceError(3));
            point[0] = sample % 2 == 0 ? 1 : -1;
            moments.Add(point);
        }

        Assert.True(double.IsFinite(moments.CovarianceError(3)));
    }

    [Fact]
    public void Four_points_many_times_over_have_a_known_covariance()
    {
        const int repeats = 25;
        const double size = 1.2;
        var moments = new ModeMoments(2);
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            // Centre (0.5, 0), which the covariance does not see.
            foreach ((double x, double y) in new[] { (size, 0.0), (-size, 0), (0, size), (0, -size) })
                moments.Add([0.5 + x, y]);
        }

        // C = 2 size^2 / 4 n / (n - 1) I, and c = P(chi^2_4 <= r^2) / P(chi^2_2 <= r^2).
        double cut = (1 - (Math.Exp(-4.5) * (1 + 4.5))) / (1 - Math.Exp(-4.5));
        double variance = size * size / 2 * (4 * repeats) / ((4 * repeats) - 1);
        Assert.Equal(Math.Abs((variance / cut) - 1), moments.CovarianceError(3), 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void A_perfect_model_with_the_fewest_samples_scores_a_fifth(int dimensions)
    {
        const int draws = 400;
        int count = ModeMoments.SmallestCount(dimensions);
        double[] normals = Normals.Random(count * dimensions * draws, 4);
        double sum = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            var moments = new ModeMoments(dimensions);
            for (int sample = 0; sample < count; sample++)
                moments.Add(normals.AsSpan(((draw * count) + sample) * dimensions, dimensions));
            // Without a cut: c = 1.
            double error = moments.CovarianceError(40);
            sum += error * error;
        }

        // The relative spread of one squared error is below sqrt(2), so that of the mean over 400 is below 7 %.
        double expected = (dimensions + 1.0) / (count - 1);
        Assert.Equal(0.2, Math.Sqrt(expected), 0.003);
        Assert.Equal(1, sum / draws / expected, 5 * Math.Sqrt(2.0 / draws));
    }
}
