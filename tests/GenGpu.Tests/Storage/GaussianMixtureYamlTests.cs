using GenGpu.Storage;

namespace GenGpu.Tests.Storage;

public sealed class GaussianMixtureYamlTests
{
    [Fact]
    public void Reads_a_full_mixture()
    {
        GaussianMixtureSpec spec = Read("""
            name: two ridges  # a comment
            weights: [0.25, 0.75]
            means:
              - [1.5, 0]
              - [-1.5, 1e-1]
            covariances:
              - [[0.5, 0.4], [0.4, 0.5]]
              - - [0.2, 0]
                - [0, 0.8]
            """);
        Assert.Equal("two ridges", spec.Name);
        Assert.Equal(2, spec.Dimensions);
        Assert.Equal([0.25, 0.75], spec.Weights);
        Assert.Equal([[1.5, 0], [-1.5, 0.1]], spec.Means);
        Assert.Equal([[0.5, 0.4, 0.4, 0.5], [0.2, 0, 0, 0.8]], spec.Covariances);
    }

    [Theory]
    [InlineData("means: [-1, 1]\nsigmas: 0.5", "0.25;0.25")]
    [InlineData("means: [-1, 1]\nsigmas: [0.5, 2]", "0.25;4")]
    [InlineData("means: [-1, 1]\ncovariances: [0.5, [[2]]]", "0.5;2")]
    [InlineData("means: [[-1, 0], [1, 0]]\nsigmas: [0.5, [1, 2]]", "0.25 0 0 0.25;1 0 0 4")]
    public void Short_forms_mean_what_they_say(string text, string expected)
    {
        GaussianMixtureSpec spec = Read(text);
        Assert.Equal([0.5, 0.5], spec.Weights);
        Assert.Null(spec.Name);
        Assert.Equal(expected, string.Join(';', spec.Covariances.Select(matrix => string.Join(' ', matrix))));
    }

    [Fact]
    public void Weights_rounded_to_few_digits_are_normalised()
    {
        GaussianMixtureSpec spec = Read("weights: [0.3333, 0.3333, 0.3333]\nmeans: [0, 1, 2]\nsigmas: 1");
        Assert.Equal(1, spec.Weights.Sum(), 1e-15);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("- 1", "line 1, column 1: expected a table of settings")]
    [InlineData("means: [0\n", "line ")]
    [InlineData("weights: [1]\nsigmas: 1", "line 1, column 1: means is missing")]
    [InlineData("means: 1\nsigmas: 1", "line 1, column 8: expected a list with one mean per component")]
    [InlineData("means: []\nsigmas: 1", "line 1, column 8: the list of means is empty")]
    [InlineData("means: [[1, 2], [3]]\nsigmas: 1", "line 1, column 17: this mean has 1 numbers, the first has 2")]
    [InlineData("means: [1, x]\nsigmas: 1", "line 1, column 12: expected a finite number, found \"x\"")]
    [InlineData("means: [1, .nan]\nsigmas: 1", "line 1, column 12: expected a finite number, found \".nan\"")]
    [InlineData("means: [1, {a: 1}]\nsigmas: 1", "line 1, column 12: expected a list of numbers")]
    [InlineData("means: [1, 2]", "line 1, column 1: expected either covariances or sigmas")]
    [InlineData("means: [1]\nsigmas: 1\ncovariances: [1]", "line 2, column 9: expected either covariances or sigmas, and not both")]
    [InlineData("means: [1, 2]\nsigmas: [1]", "line 2, column 9: sigmas has 1 entries, expected 2")]
    [InlineData("means: [1, 2]\nsigmas: [1, 0]", "line 2, column 13: expected a standard deviation above 0")]
    [InlineData("means: [1, 2]\nsigmas: 1\nweights: [0.5]", "line 3, column 10: the list has 1 numbers, expected 2")]
    [InlineData("means: [1, 2]\nsigmas: 1\nweights: [1, 1]", "line 3, column 10: the weights sum to 2, expected 1")]
    [InlineData("means: [1, 2]\nsigmas: 1\nweights: [1.5, -0.5]", "line 3, column 16: expected a weight above 0")]
    [InlineData("means: [[0, 0]]\ncovariances: [[[1, 0]]]", "line 2, column 15: the covariance has 1 rows, expected 2")]
    [InlineData("means: [[0, 0]]\ncovariances: [[[1, 0], [1]]]", "line 2, column 24: the list has 1 numbers, expected 2")]
    [InlineData("means: [[0, 0]]\ncovariances: [[[1, 0.5], [0.4, 1]]]", "is not symmetric: row 1, column 2 is 0.5, row 2, column 1 is 0.4")]
    [InlineData("means: [[0, 0]]\ncovariances: [[[1, 2], [2, 1]]]", "line 2, column 15: the covariance is not positive definite")]
    [InlineData("means: [[0, 0]]\ncovariances: [[[1, 1], [1, 1]]]", "not positive definite")]
    [InlineData("means: [0]\nsigma: 1", "line 2, column 1: unknown setting \"sigma\"; expected name, weights, means, covariances, sigmas")]
    [InlineData("means: [0]\nmeans: [1]\nsigmas: 1", "line 2, column 1")]
    [InlineData("a: &a [1]\nmeans: *a", "anchors (&) and aliases (*) are not read")]
    [InlineData("means: !!python/object:os.system [1]", "tags (\"tag:yaml.org,2002:python/object:os.system\") are not read")]
    [InlineData("means: [0]\nsigmas: 1\n---\nmeans: [0]", "line 4, column 1: a second document begins here")]
    public void Errors_name_the_place_and_what_was_expected(string text, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Read(text));
        Assert.Contains("m.yaml: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    public void Nesting_bombs_are_refused(string unit)
    {
        var error = Assert.Throws<DataFormatException>(() => Read("means: " + string.Concat(Enumerable.Repeat(unit, 200_000))));
        Assert.Contains("nested deeper than 16 levels", error.Message, StringComparison.Ordinal);
    }

    private static GaussianMixtureSpec Read(string text)
    {
        using var folder = new TemporaryFolder();
        return GaussianMixtureYaml.Read(folder.Text("m.yaml", text));
    }
}
