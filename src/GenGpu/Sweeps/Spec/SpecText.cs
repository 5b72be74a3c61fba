using System.Text;

namespace GenGpu.Sweeps.Spec;

/// <summary>A specification as YAML again, with what <c>--set</c> has put in. Texts in quotes mean the same as without: what a value is, its key decides.</summary>
internal static class SpecText
{
    /// <summary>The text of a table.</summary>
    /// <param name="root">The table.</param>
    /// <param name="heading">A comment above it.</param>
    public static string Of(SpecTable root, string heading)
    {
        var text = new StringBuilder(new string([.. heading.Select(letter => char.IsControl(letter) ? ' ' : letter)])).Append('\n');
        foreach (SpecEntry entry in root.Entries)
        {
            text.Append(Scalar(entry.Key)).Append(": ");
            Append(text, entry.Value);
            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, SpecNode node)
    {
        switch (node)
        {
            case SpecScalar scalar:
                text.Append(Scalar(scalar.Text));
                break;
            case SpecList list:
                text.Append('[');
                for (int item = 0; item < list.Items.Count; item++)
                {
                    text.Append(item > 0 ? ", " : "");
                    Append(text, list.Items[item]);
                }

                text.Append(']');
                break;
            case SpecTable table:
                text.Append('{');
                for (int entry = 0; entry < table.Entries.Count; entry++)
                {
                    text.Append(entry > 0 ? ", " : "").Append(Scalar(table.Entries[entry].Key)).Append(": ");
                    Append(text, table.Entries[entry].Value);
                }

                text.Append('}');
                break;
        }
    }

    // Double-quoted YAML has the escapes of JSON.
    private static string Scalar(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '+' or '-' or '/') && text[0] != '-' ? text : Storage.JsonFile.ToLine(text);
}
