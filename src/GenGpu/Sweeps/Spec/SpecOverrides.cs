using GenGpu.Core;

namespace GenGpu.Sweeps.Spec;

/// <summary>
/// What <c>--set</c> puts into a specification: <c>steps=100,learningRate=1e-3,1e-4</c>. A piece without an equals sign goes on with the list before it. A name may begin with
/// its section (<c>grid.model</c>, <c>stop.plateau.patience</c>); without one the value takes the place where the name stands, or goes to base, and a list becomes an axis of the grid.
/// </summary>
internal static class SpecOverrides
{
    private static readonly string[] Sections = ["base", "grid", "zip", "random", "repeat", "stop", "slurm", "kubernetes"];
    private static readonly string[] AxisSections = ["base", "grid", "zip", "random", "repeat"];

    /// <summary>Applies overrides in their order.</summary>
    /// <exception cref="UserErrorException">A piece has another form, or a name stands twice; exit code 2.</exception>
    public static SpecDocument Apply(SpecDocument document, IEnumerable<string> settings)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, List<string> values) in Pieces(settings))
        {
            if (!given.Add(name))
                throw new UserErrorException($"--set gives {name} twice.", exitCode: 2);
            string where = $"--set {name}";
            SpecNode value = values is [string one] ? new SpecScalar(where, one) : new SpecList(where, [.. values.Select(text => (SpecNode)new SpecScalar(where, text))]);
            document = document with { Root = Put(document, name, value) };
        }

        return document;
    }

    private static IEnumerable<(string Name, List<string> Values)> Pieces(IEnumerable<string> settings)
    {
        var pieces = new List<(string Name, List<string> Values)>();
        foreach (string piece in settings.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)))
        {
            int equals = piece.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0 || piece.Length == 0 || equals == piece.Length - 1 || (equals < 0 && pieces.Count == 0))
                throw new UserErrorException($"--set {piece}: write name=value or name=value,value, for example --set steps=100,learningRate=1e-3,1e-4.", exitCode: 2);
            if (equals < 0)
                pieces[^1].Values.Add(piece);
            else
                pieces.Add((piece[..equals].Trim(), [piece[(equals + 1)..].Trim()]));
        }

        return pieces;
    }

    private static SpecTable Put(SpecDocument document, string name, SpecNode value)
    {
        SpecTable root = document.Root;
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && Sections.Contains(name[..dot]))
            return Put(root, name.Split('.', name.StartsWith("stop.", StringComparison.Ordinal) ? 3 : 2), value);
        if (name == "name")
            return root.With(name, value);
        foreach (string section in AxisSections)
        {
            if (root.Find(section) is not SpecTable table)
                continue;
            SpecEntry? stands = table.Entries.FirstOrDefault(entry => TrialKeys.IsSame(entry.Key, name));
            if (stands is null)
                continue;

            // One value where an axis stood, or an axis where one value stood, moves to the section that takes it.
            if ((section == "base") == value is SpecScalar || section is "zip")
                return root.With(section, table.With(stands.Key, value));
            root = root.With(section, table with { Entries = [.. table.Entries.Where(entry => entry != stands)] });
            break;
        }

        return Put(root, [value is SpecScalar ? "base" : "grid", name], value);
    }

    private static SpecTable Put(SpecTable table, ReadOnlySpan<string> path, SpecNode value)
    {
        if (path.Length == 1)
            return table.With(path[0], value);
        SpecTable inner = table.Find(path[0]) as SpecTable ?? new SpecTable(value.Where, []);
        return table.With(path[0], Put(inner, path[1..], value));
    }
}
