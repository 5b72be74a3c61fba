namespace GenGpu.Sweeps.Cluster;

/// <summary>What a program answered.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote on standard output.</param>
/// <param name="Error">What it wrote on standard error.</param>
internal readonly record struct CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Its own words on one line, for messages.</summary>
    public string Words
    {
        get
        {
            string text = string.Join(' ', (Error.Trim().Length > 0 ? Error : Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            return text.Length > 0 ? text : FormattableString.Invariant($"nothing but exit code {ExitCode}");
        }
    }
}
