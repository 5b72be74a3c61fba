using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace GenGpu.Storage;

/// <summary>
/// Reads YAML files as plain trees of texts, lists and tables. Tags (type names), anchors and aliases are refused and the nesting
/// is bounded, so a file can neither name a type nor grow beyond its size when read.
/// </summary>
internal static class YamlText
{
    private const long MaximumLength = 16L << 20;
    private const int MaximumDepth = 16;

    /// <summary>The table at the root of a file.</summary>
    /// <exception cref="DataFormatException">The file is not YAML of that kind; the message names line and column.</exception>
    /// <exception cref="GenGpu.Core.UserErrorException">The file is missing or unreadable.</exception>
    public static YamlMappingNode ReadTable(string path)
    {
        byte[] bytes = InputFile.ReadBytes(path, MaximumLength, "a YAML file that GenGpu reads");
        string text = System.Text.Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'); // some editors begin with a byte-order mark
        try
        {
            CheckEvents(text, path);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 0)
                throw new DataFormatException(path, "the file is empty; expected a table of settings (name: value).");
            if (stream.Documents.Count > 1)
                throw Fail(path, stream.Documents[1].RootNode.Start, "a second document begins here; expected one.");
            return stream.Documents[0].RootNode as YamlMappingNode
                ?? throw Fail(path, stream.Documents[0].RootNode.Start, "expected a table of settings (name: value).");
        }
        catch (YamlException error)
        {
            throw new DataFormatException(path, $"{Where(error.Start)}: {error.Message.TrimEnd('.')}.", error);
        }
    }

    /// <summary>An error at a place of a file.</summary>
    public static DataFormatException Fail(string path, Mark at, string problem) => new(path, $"{Where(at)}: {problem}");

    private static string Where(Mark at) => FormattableString.Invariant($"line {at.Line}, column {at.Column}");

    // Before the tree is built, which recurses: the events come from a parser with a stack of its own.
    private static void CheckEvents(string text, string path)
    {
        var parser = new Parser(new StringReader(text));
        int depth = 0;
        while (parser.MoveNext())
        {
            ParsingEvent current = parser.Current!;
            depth += current.NestingIncrease;
            if (depth > MaximumDepth + 2)
                throw Fail(path, current.Start, $"lists and tables are nested deeper than {MaximumDepth} levels.");
            if (current is AnchorAlias || (current is NodeEvent anchored && !anchored.Anchor.IsEmpty))
                throw Fail(path, current.Start, "anchors (&) and aliases (*) are not read; write the value out.");
            if (current is NodeEvent tagged && !tagged.Tag.IsEmpty)
                throw Fail(path, current.Start, $"tags ({MessageText.Quote(tagged.Tag.Value)}) are not read; remove it.");
        }
    }
}
