namespace GenGpu.Sweeps.Spec;

/// <summary>A part of a sweep's specification, from the file or from <c>--set</c>, that knows where it stands.</summary>
/// <param name="Where">For messages: <c>line 3, column 5</c> or <c>--set steps</c>.</param>
internal abstract record SpecNode(string Where);

/// <summary>A text as it was typed; what it means is decided by the key it belongs to.</summary>
internal sealed record SpecScalar(string Where, string Text) : SpecNode(Where);

/// <summary>A list.</summary>
internal sealed record SpecList(string Where, IReadOnlyList<SpecNode> Items) : SpecNode(Where);

/// <summary>A table, in the order of the file.</summary>
internal sealed record SpecTable(string Where, IReadOnlyList<SpecEntry> Entries) : SpecNode(Where)
{
    /// <summary>The value of a key, or null.</summary>
    public SpecNode? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    /// <summary>The table with one more entry, or another value for one that it has, at its place.</summary>
    public SpecTable With(string key, SpecNode value) => Entries.Any(entry => entry.Key == key)
        ? this with { Entries = [.. Entries.Select(entry => entry.Key == key ? entry with { Value = value } : entry)] }
        : this with { Entries = [.. Entries, new SpecEntry(key, value.Where, value)] };
}

/// <summary>A key of a table with its value.</summary>
internal sealed record SpecEntry(string Key, string Where, SpecNode Value);
