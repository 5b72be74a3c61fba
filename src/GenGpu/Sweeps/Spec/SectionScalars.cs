namespace GenGpu.Sweeps.Spec;

/// <summary>Values of the sections that describe a cluster.</summary>
internal static class SectionScalars
{
    /// <summary>A whole number within limits.</summary>
    public static int Whole(SpecDocument document, SpecEntry entry, string key, int least, int most)
    {
        SpecScalar scalar = document.Scalar(entry.Value, key);
        string expected = FormattableString.Invariant($"a whole number from {least} to {most}");
        double value = SpecScalars.Number(document, scalar, key, expected);
        return value == Math.Floor(value) && value >= least && value <= most ? (int)value : throw SpecScalars.Wrong(document, scalar, key, expected);
    }

    /// <summary>One value, or a list of them.</summary>
    public static IReadOnlyList<SpecScalar> Several(SpecDocument document, SpecNode node, string key) =>
        node is SpecList list ? [.. list.Items.Select(item => document.Scalar(item, key))] : [document.Scalar(node, key)];

    /// <summary>A text of one line, not empty.</summary>
    public static string Line(SpecDocument document, SpecScalar scalar, string key)
    {
        string text = scalar.Text.Trim();
        return text.Length > 0 && !text.Any(char.IsControl) ? text : throw SpecScalars.Wrong(document, scalar, key, "one line of text; several lines are a list");
    }
}
