using System.Globalization;
using GenGpu.Core;
using GenGpu.Models.Energies;
using GenGpu.Models.Energies.Expressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GenGpu.Storage;

/// <summary>
/// Reads an energy from a YAML file:
/// <code>
/// schema: gengpu/energy/1     # optional
/// name: my-lattice            # optional, otherwise the name of the file
/// expression: sum(i, mass*x[i]^2 + coupling*x[i]^4) - neighbours(i, j, 2*x[i]*x[j])
/// parameters:                 # optional
///   mass: 0.5
///   coupling: 8
/// lattice: [8, 8]             # optional: rows and columns of a periodic lattice, or the sites of a ring
/// dimension: 64               # optional: taken from the lattice, or from the coordinates used
/// centre: 0                   # optional: one number for all coordinates, or a list
/// spread: 0.6                 # optional, likewise
/// angular: false              # optional: true when every coordinate is an angle in [-pi, pi)
/// multimodal: true            # optional: false when there are no barriers
/// </code>
/// The language of the expression is that of <see cref="ExpressionEnergy"/>.
/// </summary>
public static class EnergyYaml
{
    /// <summary>The value of the key schema.</summary>
    public const string Schema = "gengpu/energy/1";

    private const int LargestDimension = 1 << 14;
    private static readonly string[] _keys = ["schema", "name", "dimension", "lattice", "expression", "parameters", "centre", "spread", "angular", "multimodal"];

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">A value is missing or wrong; the message names line, column and what was expected.</exception>
    /// <exception cref="UserErrorException">The file is missing or unreadable.</exception>
    public static ExpressionEnergy Read(string path)
    {
        YamlMappingNode table = YamlText.ReadTable(path);
        Dictionary<string, YamlNode> entries = Entries(path, table, _keys);
        if (entries.TryGetValue("schema", out YamlNode? schema) && Text(path, schema) != Schema)
            throw YamlText.Fail(path, schema.Start, $"the schema is {MessageText.Quote(Text(path, schema))}, expected {Schema}.");
        if (!entries.TryGetValue("expression", out YamlNode? expression))
            throw YamlText.Fail(path, table.Start, "expression is missing; expected U(x), for example expression: x0^4 - 4*x0^2.");
        string text = Text(path, expression);
        int? dimension = entries.TryGetValue("dimension", out YamlNode? dimensionNode) ? WholeNumber(path, dimensionNode) : null;
        Lattice? lattice = entries.TryGetValue("lattice", out YamlNode? latticeNode) ? ReadLattice(path, latticeNode) : null;
        if (dimension is int given && lattice is not null && given != lattice.Sites)
            throw YamlText.Fail(path, dimensionNode!.Start, FormattableString.Invariant($"the dimension is {given}, but the lattice has {lattice.Sites} sites."));
        var settings = new ExpressionEnergySettings
        {
            Name = entries.TryGetValue("name", out YamlNode? name) ? NonEmpty(path, name) : Path.GetFileNameWithoutExtension(path),
            Dimension = dimension,
            Lattice = lattice,
            Parameters = entries.TryGetValue("parameters", out YamlNode? parameters) ? Parameters(path, parameters) : [],
            IsAngular = entries.TryGetValue("angular", out YamlNode? angular) && Flag(path, angular),
            IsMultimodal = !entries.TryGetValue("multimodal", out YamlNode? multimodal) || Flag(path, multimodal),
        };
        ExpressionEnergy energy = Parse(path, expression, text, settings);
        double[]? centre = entries.TryGetValue("centre", out YamlNode? centreNode) ? PerCoordinate(path, centreNode, energy.Dimensions, "centre") : null;
        double[]? spread = entries.TryGetValue("spread", out YamlNode? spreadNode) ? PerCoordinate(path, spreadNode, energy.Dimensions, "spread") : null;
        if (spread is not null && spread.Any(value => value <= 0))
            throw YamlText.Fail(path, spreadNode!.Start, "expected a spread above 0.");
        return centre is null && spread is null ? energy : Parse(path, expression, text, settings with { Centre = centre, Spread = spread });
    }

    private static ExpressionEnergy Parse(string path, YamlNode node, string text, ExpressionEnergySettings settings)
    {
        try
        {
            return new ExpressionEnergy(text, settings);
        }
        catch (ExpressionException error)
        {
            throw YamlText.Fail(path, node.Start, FormattableString.Invariant($"in the expression, at its column {error.Column}: {error.Problem}."));
        }
        catch (UserErrorException error) when (error is not DataFormatException)
        {
            throw YamlText.Fail(path, node.Start, error.Message);
        }
    }

    private static Dictionary<string, YamlNode> Entries(string path, YamlMappingNode table, string[] keys)
    {
        var entries = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach ((YamlNode keyNode, YamlNode value) in table.Children)
        {
            string key = Text(path, keyNode);
            if (!keys.Contains(key))
                throw YamlText.Fail(path, keyNode.Start, $"unknown setting {MessageText.Quote(key)}{NameSuggestion.Hint(key.Length <= 40 ? key : "", keys)}");
            entries[key] = value;
        }

        return entries;
    }

    private static List<EnergyParameter> Parameters(string path, YamlNode node)
    {
        YamlMappingNode table = node as YamlMappingNode ?? throw YamlText.Fail(path, node.Start, "expected a table of parameters (name: value).");
        List<EnergyParameter> parameters = [];
        foreach ((YamlNode keyNode, YamlNode value) in table.Children)
        {
            string name = Text(path, keyNode);
            if (ExpressionEnergy.ParameterProblem(name) is string problem)
                throw YamlText.Fail(path, keyNode.Start, $"the parameter {MessageText.Quote(name)} {problem}; choose another name.");
            parameters.Add(new EnergyParameter(name, Number(path, value)));
        }

        return parameters;
    }

    private static Lattice ReadLattice(string path, YamlNode node)
    {
        int[] counts = node is YamlSequenceNode list ? [.. list.Children.Select(count => WholeNumber(path, count))] : [WholeNumber(path, node)];
        if (counts.Length is < 1 or > 2)
            throw YamlText.Fail(path, node.Start, FormattableString.Invariant($"the lattice has {counts.Length} numbers, expected [rows, columns] or the sites of a ring."));
        Lattice lattice = counts.Length == 1 ? new Lattice(1, counts[0]) : new Lattice(counts[0], counts[1]);
        if ((long)lattice.Rows * lattice.Columns is < 2 or > LargestDimension || lattice.Columns < 2)
            throw YamlText.Fail(path, node.Start, FormattableString.Invariant($"expected a lattice of 2 to {LargestDimension} sites with at least 2 columns."));
        return lattice;
    }

    private static double[] PerCoordinate(string path, YamlNode node, int dimensions, string what)
    {
        if (node is not YamlSequenceNode list)
            return [Number(path, node)];
        return list.Children.Count == dimensions
            ? [.. list.Children.Select(number => Number(path, number))]
            : throw YamlText.Fail(path, node.Start, FormattableString.Invariant($"{what} has {list.Children.Count} numbers, expected {dimensions} as there are {dimensions} coordinates, or one number for all."));
    }

    private static string NonEmpty(string path, YamlNode node) =>
        Text(path, node) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw YamlText.Fail(path, node.Start, "expected a name.");

    private static string Text(string path, YamlNode node) =>
        node is YamlScalarNode { Value: string text } ? text : throw YamlText.Fail(path, node.Start, "expected a text.");

    private static bool Flag(string path, YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag
        ? flag.Value == "true"
        : throw YamlText.Fail(path, node.Start, "expected true or false.");

    private static int WholeNumber(string path, YamlNode node)
    {
        string text = node is YamlScalarNode { Value: string value } ? value : throw YamlText.Fail(path, node.Start, "expected a whole number.");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= LargestDimension
            ? number
            : throw YamlText.Fail(path, node.Start, FormattableString.Invariant($"expected a whole number from 1 to {LargestDimension}, found {MessageText.Quote(text)}."));
    }

    private static double Number(string path, YamlNode node)
    {
        string text = node is YamlScalarNode { Value: string value } ? value : throw YamlText.Fail(path, node.Start, "expected a number.");
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !float.IsFinite((float)number))
            throw YamlText.Fail(path, node.Start, $"expected a finite number, found {MessageText.Quote(text)}.");
        return number;
    }
}
