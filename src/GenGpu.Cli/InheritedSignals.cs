using System.Globalization;

namespace GenGpu.Cli;

/// <summary>Signals that the process was started with as ignored: by nohup, or by a shell without job control for what it runs in the background.</summary>
public static class InheritedSignals
{
    private const string Status = "/proc/self/status", Prefix = "SigIgn:";

    /// <summary>Whether a signal is ignored. False where the system does not say (other than Linux).</summary>
    /// <param name="number">Number of the signal, 1 to 64.</param>
    public static bool IsIgnored(int number)
    {
        if (!File.Exists(Status))
            return false;
        string? line = File.ReadLines(Status).FirstOrDefault(text => text.StartsWith(Prefix, StringComparison.Ordinal));
        return line is not null && ulong.TryParse(line[Prefix.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong ignored) && (ignored >> (number - 1) & 1) != 0;
    }
}
