using Spectre.Console;

namespace GenGpu.Cli.Screen;

/// <summary>Spectre consoles over given writers.</summary>
internal static class Consoles
{
    /// <summary>A console that writes escape codes to a terminal only: Spectre itself would also write them into files when TERM is set.</summary>
    /// <param name="writer">Takes the text.</param>
    /// <param name="isTerminal">Whether it is a terminal.</param>
    /// <param name="colours">Whether colours are wanted.</param>
    /// <param name="width">Columns.</param>
    public static IAnsiConsole Create(TextWriter writer, bool isTerminal, bool colours, int width)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isTerminal && colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
