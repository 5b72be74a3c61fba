using System.Globalization;
using System.Text;

namespace GenGpu.Cli;

/// <summary>Where the command line writes: data to one stream, talk to the other.</summary>
public sealed class Streams : IDisposable
{
    /// <summary>Wraps two writers that are no terminals.</summary>
    /// <param name="output">Takes data.</param>
    /// <param name="error">Takes talk.</param>
    public Streams(TextWriter output, TextWriter error) => (Out, Error) = (output, error);

    /// <summary>Takes data: tables and JSON.</summary>
    public TextWriter Out { get; }

    /// <summary>Takes talk: progress, remarks, errors.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether <see cref="Out"/> is a terminal.</summary>
    public bool OutIsTerminal { get; private init; }

    /// <summary>Whether <see cref="Error"/> is a terminal.</summary>
    public bool ErrorIsTerminal { get; private init; }

    /// <summary>Whether colours and bold type are wanted where there is a terminal: not with NO_COLOR or TERM=dumb.</summary>
    public bool Colours { get; private init; }

    /// <summary>Columns to write in.</summary>
    public int Width { get; init; } = 120;

    /// <summary>The process's own streams.</summary>
    public static Streams OfProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        bool terminal = !Console.IsOutputRedirected;
        return new Streams(
            new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true, NewLine = "\n" },
            new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true, NewLine = "\n" })
        {
            OutIsTerminal = terminal,
            ErrorIsTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb",
            Colours = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb",
            Width = TerminalWidth(terminal),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Out.Dispose();
        Error.Dispose();
    }

    private static int TerminalWidth(bool terminal)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns > 20)
            return columns;
        try
        {
            return terminal && Console.WindowWidth > 20 ? Console.WindowWidth : 120;
        }
        catch (IOException)
        {
            return 120;
        }
    }
}
