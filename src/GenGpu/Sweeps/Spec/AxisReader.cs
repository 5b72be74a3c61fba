using GenGpu.Storage;

namespace GenGpu.Sweeps.Spec;

/// <summary>Reads the axes of grid, zip, random and repeat.</summary>
/// <param name="document">The specification.</param>
/// <param name="resolve">Resolves a key and notes that it was given.</param>
internal sealed class AxisReader(SpecDocument document, Func<SpecEntry, TrialKey> resolve)
{
    private const int MostPoints = 1_000_000;

    /// <summary>One axis per key.</summary>
    public IEnumerable<SweepAxis> Grid(SpecTable table)
    {
        foreach (SpecEntry entry in table.Entries)
        {
            TrialKey key = resolve(entry);
            yield return new SweepAxis("grid", [key.Name], [.. Values(key, entry).Select(value => new[] { value })]);
        }
    }

    /// <summary>One axis whose keys move together.</summary>
    /// <exception cref="DataFormatException">The lists have different lengths.</exception>
    public SweepAxis Zip(SpecTable table)
    {
        var keys = new List<TrialKey>();
        var columns = new List<IReadOnlyList<TrialValue>>();
        foreach (SpecEntry entry in table.Entries)
        {
            TrialKey key = resolve(entry);
            keys.Add(key);
            columns.Add(Values(key, entry));
            if (columns[^1].Count != columns[0].Count)
                throw document.Fail(entry.Where, FormattableString.Invariant($"zip needs lists of equal length, but {keys[0].Name} has {columns[0].Count} values and {key.Name} has {columns[^1].Count}."));
        }

        return new SweepAxis("zip", [.. keys.Select(key => key.Name)], [.. Enumerable.Range(0, columns.Count == 0 ? 0 : columns[0].Count).Select(point => columns.Select(column => column[point]).ToArray())]);
    }

    /// <summary>One axis of random points. A point's value depends on the seed, the key's name and the point's number alone.</summary>
    public SweepAxis Random(SpecTable table)
    {
        long count = SpecScalars.Whole(document, document.Scalar(table.Find("count") ?? throw document.Fail(table.Where, "random needs count, the number of points."), "random.count"), "random.count");
        if (count is < 1 or > MostPoints)
            throw document.Fail(table.Find("count")!.Where, FormattableString.Invariant($"random.count must be 1 to {MostPoints}, not {count}."));
        ulong seed = table.Find("seed") is { } given ? SpecScalars.Seed(document, document.Scalar(given, "random.seed"), "random.seed") : 0;
        (TrialKey Key, RandomLaw Law)[] laws = [.. table.Entries.Where(entry => entry.Key is not ("count" or "seed")).Select(entry =>
        {
            TrialKey key = resolve(entry);
            return (key, RandomLaw.Read(document, key, entry));
        })];
        if (laws.Length == 0)
            throw document.Fail(table.Where, "random draws nothing; name a key with uniform, log, int or choice, for example learningRate: {log: [1e-4, 1e-2]}.");
        return new SweepAxis("random", [.. laws.Select(law => law.Key.Name)], [.. Enumerable.Range(0, (int)count).Select(point => laws.Select(law => law.Law.Draw(seed, law.Key.Name, point)).ToArray())]);
    }

    /// <summary>The axis of seeds.</summary>
    public SweepAxis Repeat(SpecTable table)
    {
        if (table.Entries.FirstOrDefault(entry => entry.Key != TrialFields.Seed) is { } other)
            throw document.Unknown(other, "repeat", [TrialFields.Seed]);
        if (table.Entries.Count == 0)
            throw document.Fail(table.Where, "repeat needs seed, for example seed: 0..9.");
        TrialKey key = resolve(table.Entries[0]);
        return new SweepAxis("repeat", [key.Name], [.. Values(key, table.Entries[0]).Select(value => new[] { value })]);
    }

    /// <summary>The values of a key: a list, a range <c>0..9</c>, or <c>{log: [low, high], count: n}</c> and <c>linear</c>.</summary>
    public IReadOnlyList<TrialValue> Values(TrialKey key, SpecEntry entry)
    {
        IReadOnlyList<TrialValue> values = entry.Value switch
        {
            SpecList list => [.. list.Items.Select(item => TrialKeys.Bind(document, key, item))],
            SpecScalar scalar when Range(key, scalar) is { } range => range,
            SpecScalar => throw document.Fail(entry.Value.Where, $"{key.Name} needs several values here: a list [a, b], a range 0..9, or {{log: [low, high], count: n}}; one value belongs in base."),
            _ => Spaced(key, (SpecTable)entry.Value),
        };
        if (values.Count == 0)
            throw document.Fail(entry.Value.Where, $"{key.Name} has no values.");
        var seen = new HashSet<TrialValue>(values.Count);
        foreach (TrialValue value in values)
        {
            // Of very many that are spaced, some meet in their digits; their trials are one.
            if (!seen.Add(value) && values.Count < 10_000)
                throw document.Fail(entry.Value.Where, $"{key.Name} has the value {value.Text} twice.");
        }

        return values;
    }

    private TrialValue[]? Range(TrialKey key, SpecScalar scalar)
    {
        int dots = scalar.Text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 1 || key.Field is { Kind: FieldKind.Text })
            return null;
        ulong first = SpecScalars.Seed(document, scalar with { Text = scalar.Text[..dots] }, key.Name);
        ulong last = SpecScalars.Seed(document, scalar with { Text = scalar.Text[(dots + 2)..] }, key.Name);
        if (last < first || last - first >= MostPoints)
            throw document.Fail(scalar.Where, $"{key.Name}: the range {scalar.Text} runs from low to high, over at most {MostPoints} values.");
        var values = new TrialValue[last - first + 1];
        for (int index = 0; index < values.Length; index++)
            values[index] = TrialKeys.Bind(document, key, scalar with { Text = TrialValue.Of(first + (ulong)index).Text });
        return values;
    }

    private TrialValue[] Spaced(TrialKey key, SpecTable table)
    {
        if (table.Entries.FirstOrDefault(entry => entry.Key is not ("log" or "linear" or "count")) is { } other)
            throw document.Unknown(other, key.Name, ["log", "linear", "count"]);
        bool isLog = table.Find("log") is not null;
        SpecNode ends = table.Find("log") ?? table.Find("linear") ?? throw document.Fail(table.Where, $"{key.Name} needs log: [low, high] or linear: [low, high], with count.");
        (double low, double high) = RandomLaw.Ends(document, key, ends, isLog);
        long count = SpecScalars.Whole(document, document.Scalar(table.Find("count") ?? throw document.Fail(table.Where, $"{key.Name} needs count, the number of values."), "count"), "count");
        if (count is < 2 or > MostPoints)
            throw document.Fail(table.Find("count")!.Where, FormattableString.Invariant($"count must be 2 to {MostPoints}, not {count}."));
        var values = new TrialValue[count];
        for (int index = 0; index < count; index++)
        {
            double share = index / (double)(count - 1);
            double value = index == 0 ? low : index == count - 1 ? high : isLog ? Math.Exp(Math.Log(low) + (share * (Math.Log(high) - Math.Log(low)))) : low + (share * (high - low));
            values[index] = RandomLaw.Rounded(document, key, ends, value);
        }

        return values;
    }
}
