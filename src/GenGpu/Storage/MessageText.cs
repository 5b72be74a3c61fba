namespace GenGpu.Storage;

/// <summary>Text from files as it appears in messages.</summary>
internal static class MessageText
{
    private const int Longest = 60;

    /// <summary>The text in quotes, cut to a length that fits in a sentence, without control characters.</summary>
    public static string Quote(string text)
    {
        char[] shown = [.. text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest - 3), "...")];
        for (int i = 0; i < shown.Length; i++)
        {
            if (char.IsControl(shown[i]))
                shown[i] = '?';
        }

        return $"\"{new string(shown)}\"";
    }
}
