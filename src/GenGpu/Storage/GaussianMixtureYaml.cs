using System.Globalization;
using GenGpu.Core;
using YamlDotNet.RepresentationModel;

namespace GenGpu.Storage;

/// <summary>
/// Reads a mixture of Gaussians from a YAML file:
/// <code>
/// name: two-ridges            # optional
/// weights: [0.25, 0.75]       # optional, equal when left out
/// means: [[1.5, 0], [-1.5, 0]]   # or plain numbers in one dimension
/// covariances:                # one matrix per component (plain numbers in one dimension) ...
///   - [[0.5, 0.4], [0.4, 0.5]]
///   - [[0.2, 0], [0, 0.8]]
/// sigmas: [0.5, 0.3]          # ... or one standard deviation per component, or one for all, or one list per component
/// </code>
/// </summary>
public static class GaussianMixtureYaml
{
    private const double WeightTolerance = 1e-3;
    private const double SymmetryTolerance = 1e-9;
    private static readonly string[] Keys = ["name", "weights", "means", "covariances", "sigmas"];

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">A value is missing or wrong; the message names line, column and what was expected.</exception>
    /// <exception cref="UserErrorException">The file is missing or unreadable.</exception>
    public static GaussianMixtureSpec Read(string path)
    {
        YamlMappingNode table = YamlText.ReadTable(path);
        Dictionary<string, YamlNode> entries = Entries(path, table);
        if (!entries.TryGetValue("means", out YamlNode? meansNode))
            throw YamlText.Fail(path, table.Start, "means is missing; expected a list with one mean per component.");
        double[][] means = Means(path, meansNode);
        (int components, int dimensions) = (means.Length, means[0].Length);
        double[] weights = entries.TryGetValue("weights", out YamlNode? weightsNode)
            ? Weights(path, weightsNode, components)
            : [.. Enumerable.Repeat(1.0 / components, components)];
        entries.TryGetValue("covariances", out YamlNode? covariancesNode);
        entries.TryGetValue("sigmas", out YamlNode? sigmasNode);
        if (covariancesNode is not null == sigmasNode is not null)
            throw YamlText.Fail(path, (sigmasNode ?? table).Start, "expected either covariances or sigmas, and not both.");
        double[][] covariances = covariancesNode is not null
            ? Covariances(path, covariancesNode, components, dimensions)
            : Sigmas(path, sigmasNode!, components, dimensions);
        return new GaussianMixtureSpec(weights, means, covariances, entries.TryGetValue("name", out YamlNode? name) ? Text(path, name) : null);
    }

    private static Dictionary<string, YamlNode> Entries(string path, YamlMappingNode table)
    {
        var entries = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach ((YamlNode keyNode, YamlNode value) in table.Children)
        {
            string key = Text(path, keyNode);
            if (!Keys.Contains(key))
                throw YamlText.Fail(path, keyNode.Start, $"unknown setting {MessageText.Quote(key)}; expected {string.Join(", ", Keys)}.");
            entries[key] = value;
        }

        return entries;
    }

    private static double[][] Means(string path, YamlNode node)
    {
        YamlSequenceNode list = List(path, node, "a list with one mean per component");
        if (list.Children.Count == 0)
            throw YamlText.Fail(path, node.Start, "the list of means is empty; expected at least one component.");
        double[][] means = [.. list.Children.Select(mean => mean is YamlScalarNode ? [Number(path, mean)] : Numbers(path, mean, null))];
        for (int k = 1; k < means.Length; k++)
        {
            if (means[k].Length != means[0].Length)
                throw YamlText.Fail(path, list.Children[k].Start, $"this mean has {means[k].Length} numbers, the first has {means[0].Length}; expected the same dimension.");
        }

        return means;
    }

    private static double[] Weights(string path, YamlNode node, int components)
    {
        double[] weights = Numbers(path, node, components);
        int bad = Array.FindIndex(weights, weight => weight <= 0);
        if (bad >= 0)
            throw YamlText.Fail(path, ((YamlSequenceNode)node).Children[bad].Start, "expected a weight above 0.");
        double sum = weights.Sum();
        if (Math.Abs(sum - 1) > WeightTolerance)
            throw YamlText.Fail(path, node.Start, FormattableString.Invariant($"the weights sum to {sum:R}, expected 1."));
        return Array.ConvertAll(weights, weight => weight / sum);
    }

    private static double[][] Covariances(string path, YamlNode node, int components, int dimensions)
    {
        YamlSequenceNode list = OnePerComponent(path, node, components, "covariances");
        return [.. list.Children.Select(matrix => Covariance(path, matrix, dimensions))];
    }

    private static double[] Covariance(string path, YamlNode node, int dimensions)
    {
        double[] matrix = node is YamlScalarNode && dimensions == 1 ? [Number(path, node)] : Matrix(path, node, dimensions);
        for (int row = 0; row < dimensions; row++)
        {
            for (int column = 0; column < row; column++)
            {
                double upper = matrix[(column * dimensions) + row], lower = matrix[(row * dimensions) + column];
                if (Math.Abs(upper - lower) > SymmetryTolerance * Math.Max(Math.Abs(upper), Math.Abs(lower)))
                    throw YamlText.Fail(path, node.Start, FormattableString.Invariant($"the covariance is not symmetric: row {column + 1}, column {row + 1} is {upper:R}, row {row + 1}, column {column + 1} is {lower:R}."));
                matrix[(column * dimensions) + row] = lower;
            }
        }

        if (!IsPositiveDefinite(matrix, dimensions))
            throw YamlText.Fail(path, node.Start, "the covariance is not positive definite; expected a symmetric matrix with positive eigenvalues.");
        return matrix;
    }

    private static double[] Matrix(string path, YamlNode node, int dimensions)
    {
        YamlSequenceNode rows = List(path, node, $"a {dimensions} x {dimensions} matrix as a list of rows");
        if (rows.Children.Count != dimensions)
            throw YamlText.Fail(path, node.Start, $"the covariance has {rows.Children.Count} rows, expected {dimensions} as the means have {dimensions} coordinates.");
        return [.. rows.Children.SelectMany(row => Numbers(path, row, dimensions))];
    }

    private static double[][] Sigmas(string path, YamlNode node, int components, int dimensions)
    {
        if (node is YamlScalarNode)
            return [.. Enumerable.Repeat(node, components).Select(sigma => Diagonal(path, sigma, dimensions))];
        return [.. OnePerComponent(path, node, components, "sigmas").Children.Select(sigma => Diagonal(path, sigma, dimensions))];
    }

    private static double[] Diagonal(string path, YamlNode node, int dimensions)
    {
        double[] sigmas = node is YamlScalarNode ? [.. Enumerable.Repeat(Number(path, node), dimensions)] : Numbers(path, node, dimensions);
        double[] covariance = new double[dimensions * dimensions];
        for (int i = 0; i < dimensions; i++)
        {
            double variance = sigmas[i] * sigmas[i];
            if (sigmas[i] <= 0 || variance == 0 || double.IsInfinity(variance))
                throw YamlText.Fail(path, node is YamlSequenceNode list ? list.Children[i].Start : node.Start, "expected a standard deviation above 0.");
            covariance[(i * dimensions) + i] = variance;
        }

        return covariance;
    }

    // Cholesky's algorithm runs to its end exactly when the matrix is positive definite.
    private static bool IsPositiveDefinite(double[] matrix, int dimensions)
    {
        double[] factor = new double[matrix.Length];
        for (int row = 0; row < dimensions; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double sum = matrix[(row * dimensions) + column];
                for (int k = 0; k < column; k++)
                    sum -= factor[(row * dimensions) + k] * factor[(column * dimensions) + k];
                if (column < row)
                    factor[(row * dimensions) + column] = sum / factor[(column * dimensions) + column];
                else if (sum > 1e-12 * matrix[(row * dimensions) + row])
                    factor[(row * dimensions) + row] = Math.Sqrt(sum);
                else
                    return false;
            }
        }

        return true;
    }

    private static YamlSequenceNode OnePerComponent(string path, YamlNode node, int components, string what)
    {
        YamlSequenceNode list = List(path, node, "a list with one entry per component");
        return list.Children.Count == components ? list : throw YamlText.Fail(path, node.Start, $"{what} has {list.Children.Count} entries, expected {components} as there are {components} means.");
    }

    private static double[] Numbers(string path, YamlNode node, int? count)
    {
        YamlSequenceNode list = List(path, node, "a list of numbers");
        if (list.Children.Count == 0 || (count is int expected && list.Children.Count != expected))
            throw YamlText.Fail(path, node.Start, $"the list has {list.Children.Count} numbers, expected {(count is int wanted ? wanted : "at least 1")}.");
        return [.. list.Children.Select(number => Number(path, number))];
    }

    private static YamlSequenceNode List(string path, YamlNode node, string expected) =>
        node as YamlSequenceNode ?? throw YamlText.Fail(path, node.Start, $"expected {expected}.");

    private static string Text(string path, YamlNode node) =>
        node is YamlScalarNode { Value: string text } ? text : throw YamlText.Fail(path, node.Start, "expected a text.");

    private static double Number(string path, YamlNode node)
    {
        string text = node is YamlScalarNode { Value: string value } ? value : throw YamlText.Fail(path, node.Start, "expected a number.");
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
            throw YamlText.Fail(path, node.Start, $"expected a finite number, found {MessageText.Quote(text)}.");
        return number;
    }
}
