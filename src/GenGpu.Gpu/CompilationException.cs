using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GenGpu.Gpu;

/// <summary>
/// The device's compiler refused a generated source: a fault of this program or of the driver. The message holds the log with the source
/// lines that it names; their numbers are those of <c>gengpu dump --kernel</c>.
/// </summary>
public sealed partial class CompilationException : GpuException
{
    private const int LinesShown = 12;

    /// <summary>Creates the error.</summary>
    /// <param name="call">The function that failed.</param>
    /// <param name="code">Name of the return code.</param>
    /// <param name="where">The device.</param>
    /// <param name="entryPoint">The kernel that was compiled.</param>
    /// <param name="source">Exactly what was compiled.</param>
    /// <param name="log">What the compiler said.</param>
    public CompilationException(string call, string code, string where, string entryPoint, string source, string log)
        : base(call, code, where, $"The kernel '{entryPoint}' does not compile; the compiler says:\n{Annotate(source, log)}\n" +
            "`gengpu dump --kernel cuda|opencl` prints the source with these line numbers. Update the driver, or report this message; --accelerator cpu runs without the device.") => Log = log;

    /// <summary>The compiler's log, unchanged.</summary>
    public string Log { get; }

    // Compilers name lines as file:12:3 or file(12).
    [GeneratedRegex(@"[:(](\d+)(?::\d+)?[:)]")]
    private static partial Regex LineNumber();

    private static string Annotate(string source, string log)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(log);
        string[] lines = source.Split('\n');
        var text = new StringBuilder(log.TrimEnd('\0', '\n', ' '));
        var shown = new HashSet<int>();
        foreach (Match match in LineNumber().Matches(log))
        {
            if (int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out int line) && line >= 1 && line <= lines.Length && shown.Count < LinesShown && shown.Add(line))
                text.Append(CultureInfo.InvariantCulture, $"\n{line,6} | {lines[line - 1].TrimEnd()}");
        }

        return text.ToString();
    }
}
