using GenGpu.Core;
using GenGpu.Storage;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GenGpu.Sweeps.Spec;

/// <summary>A specification as it was read: its tree and the name that messages call it by.</summary>
/// <param name="Path">The file.</param>
/// <param name="Root">The table at its root.</param>
internal sealed record SpecDocument(string Path, SpecTable Root)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="UserErrorException">It is missing, or no YAML of that kind; the message names line and column.</exception>
    public static SpecDocument Read(string path) => new(path, (SpecTable)Convert(path, YamlText.ReadTable(path)));

    /// <summary>An error at a place.</summary>
    public DataFormatException Fail(string where, string problem) => new(Path, $"{where}: {problem}");

    /// <summary>An error for a key that does not exist, with the nearest that does.</summary>
    public DataFormatException Unknown(SpecEntry entry, string of, IReadOnlyCollection<string> known) =>
        Fail(entry.Where, $"{of} has no key '{entry.Key}'{NameSuggestion.Hint(entry.Key, known)}");

    /// <summary>The node as a table.</summary>
    public SpecTable Table(SpecNode node, string what) => node as SpecTable ?? throw Fail(node.Where, $"{what} is a table (name: value).");

    /// <summary>The node as a single value.</summary>
    public SpecScalar Scalar(SpecNode node, string what) => node as SpecScalar ?? throw Fail(node.Where, $"{what} is a single value, not {(node is SpecList ? "a list" : "a table")}.");

    private static SpecNode Convert(string path, YamlNode node) => node switch
    {
        YamlScalarNode scalar => new SpecScalar(At(scalar.Start), scalar.Value ?? ""),
        YamlSequenceNode list => new SpecList(At(list.Start), [.. list.Children.Select(child => Convert(path, child))]),
        YamlMappingNode table => new SpecTable(At(table.Start), [.. table.Children.Select(pair => new SpecEntry(Key(path, pair.Key), At(pair.Key.Start), Convert(path, pair.Value)))]),
        _ => throw YamlText.Fail(path, node.Start, "expected a value, a list or a table."),
    };

    private static string Key(string path, YamlNode key) =>
        key is YamlScalarNode { Value.Length: > 0 } scalar ? scalar.Value : throw YamlText.Fail(path, key.Start, "a key is a single word.");

    private static string At(Mark mark) => FormattableString.Invariant($"line {mark.Line}, column {mark.Column}");
}
