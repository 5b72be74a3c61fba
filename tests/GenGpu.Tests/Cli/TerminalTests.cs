using System.Diagnostics;
using GenGpu.Cli;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Cli;

/// <summary>What a terminal gets.</summary>
public class TerminalTests
{
    private const string Bold = "\u001b[1m";

    [TerminalFact]
    public void NoColorLeavesOutColoursAndBoldType()
    {
        using var folder = new TemporaryFolder();
        string plain = Run(folder["plain"], new() { ["NO_COLOR"] = "1" });
        string rich = Run(folder["rich"], []);
        string dumb = Run(folder["dumb"], new() { ["TERM"] = "dumb" });
        Assert.Contains(Bold, rich, StringComparison.Ordinal);
        foreach (string text in new[] { plain, dumb })
        {
            Assert.Contains("VAE", text, StringComparison.Ordinal);
            Assert.DoesNotMatch("\u001b\\[[0-9;]*m", text.Replace("\u001b[0m", "", StringComparison.Ordinal));
        }
    }

    private static string Run(string output, Dictionary<string, string> environment)
    {
        string[] command = ["dotnet", typeof(CommandLineApplication).Assembly.Location, .. CliRun.Tiny("train", output, "--model", "vae", "-q")];
        var start = new ProcessStartInfo(TerminalFactAttribute.Program, ["-qec", string.Join(' ', command.Select(word => $"'{word}'")), "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        string text = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        Assert.True(process.ExitCode == 0, text);
        return text;
    }
}
