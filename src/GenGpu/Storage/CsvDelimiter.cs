using System.Text;

namespace GenGpu.Storage;

/// <summary>Finds the separator from the first line that is neither empty nor a comment.</summary>
internal static class CsvDelimiter
{
    private const int LongestLook = 1 << 20;

    /// <summary>The separator: semicolon, tab, comma, or a blank for any run of blanks.</summary>
    public static string Find(StreamReader reader)
    {
        char[] window = new char[4096];
        var line = new StringBuilder();
        bool comment = false, quoted = false;
        for (int read; line.Length < LongestLook && (read = reader.Read(window)) > 0;)
        {
            foreach (char c in window.AsSpan(0, read))
            {
                if (c is '\n' or '\r')
                {
                    if (!line.ToString().AsSpan().Trim().IsEmpty)
                        return Of(line.ToString());
                    line.Clear();
                    comment = quoted = false;
                    continue;
                }

                quoted ^= c == '"';
                comment |= c == '#' && !quoted;
                if (!comment && !quoted)
                    line.Append(c);
            }
        }

        return Of(line.ToString());
    }

    private static string Of(string line)
    {
        // Blanks around another separator are padding, so they come last.
        foreach (char candidate in ";\t,")
        {
            if (line.Trim(' ').Contains(candidate, StringComparison.Ordinal))
                return candidate.ToString();
        }

        return " ";
    }
}
