using GenGpu.Core;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Tests.Targets;

public class TargetInputTests
{
    [Fact]
    public void MistypedTargetsAreCorrected()
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => TargetCatalog.Get("1d-trimodel"));
        Assert.Contains("did you mean '1d-trimodal'?", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.ExitCode);
        Assert.Contains("2d-gmm", Assert.Throws<UserErrorException>(() => TargetCatalog.Get("swissroll-with-holes")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("2d-gmm", "2D-GMM", 0)]
    [InlineData("gna", "gan", 1)]
    [InlineData("rbm", "rbm", 0)]
    public void EditDistanceCountsEditsAndSwaps(string left, string right, int expected)
    {
        Assert.Equal(expected, NameSuggestion.EditDistance(left, right));
        Assert.Equal(expected, NameSuggestion.EditDistance(right, left));
    }

    // Long words in common do not make a name near, and a slip in each word does not make it far.
    [Theory]
    [InlineData("criticLearnRate", "; did you mean 'criticLearningRate'?")]
    [InlineData("critcLerningRate", "; did you mean 'criticLearningRate'?")]
    [InlineData("learning_rate", "; did you mean 'learningRate'?")]
    [InlineData("LEARNINGRATE", "; did you mean 'learningRate'?")]
    [InlineData("genLearningRate", "; did you mean 'generatorLearningRate'?")]
    [InlineData("discriminatorLearningRate", "; did you mean one of learningRate, generatorLearningRate, criticLearningRate?")]
    [InlineData("temperatureStart", "; did you mean 'temperature'?")]
    [InlineData("steps", "; did you mean 'criticSteps'?")]
    [InlineData("width", "; known: learningRate, generatorLearningRate, criticLearningRate, criticSteps, temperature, temperatureEnd")]
    [InlineData("", "; known: learningRate, generatorLearningRate, criticLearningRate, criticSteps, temperature, temperatureEnd")]
    public void HintsCompareWordByWord(string typed, string expected) =>
        Assert.Equal(expected, NameSuggestion.Hint(typed, ["learningRate", "generatorLearningRate", "criticLearningRate", "criticSteps", "temperature", "temperatureEnd"]));

    [Fact]
    public void BadMixturesAreRefusedWithTheComponent()
    {
        Refused(null, [], [], "at least one component");
        Refused(null, [[0], [1]], [[1]], "2 means but 1 covariances");
        Refused([1], [[0], [1]], [[1], [1]], "2 means but 1 weights");
        Refused([1, -1], [[0], [1]], [[1], [1]], "weight of component 2");
        Refused([1, double.NaN], [[0], [1]], [[1], [1]], "weight of component 2");
        Refused(null, [[0, 0], [1]], [[1, 0, 0, 1], [1]], "mean of component 2");
        Refused(null, [[0, 0]], [[1, 0, 0]], "2 x 2");
        Refused(null, [[0, double.PositiveInfinity]], [[1, 0, 0, 1]], "not finite");
        Refused(null, [[0, 0]], [[1, 0.5, 0.4, 1]], "not symmetric");
        Refused(null, [[0, 0]], [[1, 2, 2, 1]], "not positive definite");
        Refused(null, [[0, 0]], [[0, 0, 0, 1]], "not positive definite");
    }

    [Fact]
    public void WeightsAreScaledToOne()
    {
        GaussianMixture mixture = new([1, 3], [[0], [4]], [[1], [1]]);
        Assert.Equal([0.25, 0.75], mixture.Components.Select(component => component.Weight));
        Assert.Equal(3, mixture.Mean[0], 1e-12);
        Assert.Equal(1 + 3, mixture.Covariance[0], 1e-12);
    }

    [Fact]
    public void RangeFollowsFarMixtures()
    {
        Assert.Equal((-3.5, 3.5), TargetCatalog.Get("2d-gmm").Range);
        Assert.Equal((6.0, 24.0), new GaussianMixtureTarget("far", GaussianMixture.Spherical([[10.0], [20.0]], 1)).Range);
    }

    [Fact]
    public void DataAreSplitWithoutOverlapAndStandardised()
    {
        float[] points = Points(1000);
        DataTarget target = new("points.csv", points, 2, ["height", "weight"], 0.3, seed: 7);
        Assert.Equal(700, target.TrainCount);
        Assert.Equal(150, target.HeldOutCount);
        List<int> seen = [];
        foreach ((float[] part, int count) in new[] { (target.Train, 700), (target.HeldOutA, 150), (target.HeldOutB, 150) })
        {
            float[] back = [.. part];
            target.Standardisation.Backward(back);
            for (int index = 0; index < count; index++)
            {
                // Column 0 holds 100 + the number of the point.
                int point = (int)Math.Round(back[index] - 100);
                seen.Add(point);
                Assert.Equal(points[2 * point + 1], back[count + index], 1e-3f);
            }
        }
        Assert.Equal(Enumerable.Range(0, 1000), seen.Order());
        Assert.Equal([0.0, 0.0], target.Mean.Select(mean => Math.Round(mean, 5)));
        Assert.Equal([1.0, 1.0], [Math.Round(target.StandardDeviation(0), 5), Math.Round(target.StandardDeviation(1), 5)]);
        Assert.Equal(target.Train, new DataTarget("points.csv", points, 2, null, 0.3, seed: 7).Train);
        Assert.NotEqual(target.Train, new DataTarget("points.csv", points, 2, null, 0.3, seed: 8).Train);
    }

    [Fact]
    public void OffsetsAreAddedToTheUnitsAndChangeNothingElse()
    {
        float[] points = Points(100);
        var plain = new DataTarget("a.csv", points, 2);
        var far = new DataTarget("a.csv", points, 2, offsets: [1e12, -3]);
        Assert.Equal(plain.Train, far.Train);
        Assert.Equal(plain.Standardisation.Shift[0] + 1e12, far.Standardisation.Shift[0]);
        Assert.False(plain.Standardisation.IsBeyondSingle);
        Assert.True(far.Standardisation.IsBeyondSingle);
        // A spread of 29 around 1e12 + 149.5: origins are multiples of 1000.
        Assert.Equal(1e12, far.Standardisation.Origin(0));
        Assert.Equal(0, far.Standardisation.Origin(1));
        double[] back = far.Standardisation.BackwardInDouble(far.Train);
        float[] near = [.. far.Train];
        plain.Standardisation.Backward(near);
        Assert.Equal(1e12 + near[7], back[7], 1e-3);
        Assert.Equal(near[87] - 3, back[87], 1e-5);
        Assert.Throws<ArgumentException>(() => new DataTarget("a.csv", points, 2, offsets: [1]));
    }

    [Fact]
    public void BadDataAreRefusedWithPointAndColumn()
    {
        float[] points = Points(100);
        points[2 * 16 + 1] = float.NaN;
        string message = Assert.Throws<UserErrorException>(() => new DataTarget("a.csv", points, 2, ["height", "weight"])).Message;
        Assert.Contains("point 17, column 'weight'", message, StringComparison.Ordinal);
        float[] constant = Points(100);
        for (int point = 0; point < 100; point++)
            constant[2 * point + 1] = 4.5f;
        message = Assert.Throws<UserErrorException>(() => new DataTarget("a.csv", constant, 2, ["height", "weight"])).Message;
        Assert.Contains("column 'weight' is constant (4.5)", message, StringComparison.Ordinal);
        Assert.Contains("at least 20", Assert.Throws<UserErrorException>(() => new DataTarget("a.csv", Points(19), 2)).Message, StringComparison.Ordinal);
        Assert.Throws<UserErrorException>(() => new DataTarget("a.csv", Points(100), 2, heldOutShare: 0));
        Assert.Throws<NotSupportedException>(() => new DataTarget("a.csv", Points(100), 2).LogDensity([0, 0]));
    }

    private static float[] Points(int count)
    {
        Random random = new(5);
        float[] points = new float[2 * count];
        for (int point = 0; point < count; point++)
            (points[2 * point], points[2 * point + 1]) = (100 + point, (float)(random.NextDouble() * 3 - 40));
        return points;
    }

    private static void Refused(double[]? weights, double[][] means, double[][] covariances, string part) =>
        Assert.Contains(part, Assert.Throws<UserErrorException>(() => new GaussianMixture(weights, means, covariances)).Message, StringComparison.Ordinal);
}
