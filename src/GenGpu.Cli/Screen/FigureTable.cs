using Spectre.Console;
using Spectre.Console.Rendering;

namespace GenGpu.Cli.Screen;

/// <summary>
/// A table of figures with one line per model. Where its columns do not fit side by side, which would break numbers, errors go below their figures, or else models become columns and figures lines; where those do not fit either, as many models
/// as there is room for stand in one block, at least one.
/// </summary>
/// <param name="corner">Title of the first column.</param>
internal sealed class FigureTable(string corner)
{
    private readonly List<string> _titles = [];
    private readonly HashSet<int> _texts = [];
    private readonly List<(string Label, string[] Cells)> _rows = [];

    /// <summary>Adds a column of figures.</summary>
    /// <param name="title">Its title; a hyphen at the end of a line divides a word, and a slash two.</param>
    public void AddColumn(string title) => _titles.Add(title);

    /// <summary>Adds a column of words, on the left of its cells.</summary>
    /// <param name="title">Its title.</param>
    public void AddText(string title)
    {
        _titles.Add(title);
        _texts.Add(_titles.Count);
    }

    /// <summary>Whether the columns fit side by side.</summary>
    /// <param name="console">Where the table would be printed.</param>
    public bool Fits(IAnsiConsole console) => Width(Lines()) <= console.Profile.Width;

    /// <summary>Adds a line.</summary>
    /// <param name="label">What the figures are of.</param>
    /// <param name="cells">One figure per column.</param>
    public void AddRow(string label, IEnumerable<string> cells) => _rows.Add((label, [.. cells]));

    /// <summary>Prints the table.</summary>
    /// <param name="console">Where to print; its width decides the layout.</param>
    public void Write(IAnsiConsole console)
    {
        int width = console.Profile.Width;
        string[][] lines = Lines();
        string[][] rows = lines[1..];
        if (rows.Length > 0 && Width(lines) <= width)
        {
            Write(console, lines, _texts);
            return;
        }

        // The error or the range of a figure below it.
        string[][] folded = [lines[0], .. rows.Select(row => row.Select(cell => cell.Replace(" ± ", "\n± ", StringComparison.Ordinal).Replace(" [", "\n[", StringComparison.Ordinal)).ToArray())];
        if (rows.Length > 0 && Width(folded) <= width)
        {
            Write(console, folded, _texts);
            return;
        }

        string[] names = [.. _titles.Select(OneLine)];
        for (int first = 0; first < rows.Length;)
        {
            int count = rows.Length - first;
            while (count > 1 && Width(Turned(names, rows, first, count)) > width)
                count--;
            string[][] turned = Turned(names, rows, first, count);
            // A title in two lines is better than a broken number.
            if (Width(turned) > width)
                turned = Turned([.. _titles], rows, first, count);
            Write(console, turned, []);
            first += count;
        }
    }

    private string[][] Turned(string[] names, string[][] rows, int first, int count) =>
    [
        [corner, .. rows.Skip(first).Take(count).Select(row => row[0])],
        .. names.Select((name, figure) => (string[])[name, .. rows.Skip(first).Take(count).Select(row => row[figure + 1])]),
    ];

    private string[][] Lines() => [[corner, .. _titles], .. _rows.Select(row => (string[])[row.Label, .. row.Cells])];

    private static void Write(IAnsiConsole console, string[][] lines, HashSet<int> texts)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        for (int column = 0; column < lines[0].Length; column++)
        {
            var title = new TableColumn(new Text(lines[0][column]));
            table.AddColumn(column == 0 ? title.NoWrap() : texts.Contains(column) ? title : title.RightAligned());
        }

        foreach (string[] row in lines[1..])
            table.AddRow(row.Select(cell => (IRenderable)new Text(cell)));
        console.Write(table);
    }

    /// <summary>Columns that lines need without being broken: a frame and two blanks per column.</summary>
    private static int Width(IReadOnlyList<string[]> lines) =>
        1 + Enumerable.Range(0, lines[0].Length).Sum(column => 3 + lines.Max(line => line[column].Split('\n').Max(part => part.Length)));

    private static string OneLine(string title) => title.Replace("-\n", "", StringComparison.Ordinal).Replace("/\n", "/", StringComparison.Ordinal).Replace('\n', ' ');
}
