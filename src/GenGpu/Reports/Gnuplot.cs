using System.ComponentModel;
using System.Diagnostics;

namespace GenGpu.Reports;

/// <summary>Runs gnuplot on one script.</summary>
internal sealed class Gnuplot(string program, TimeSpan timeout)
{
    /// <summary>Why gnuplot could not be started at all.</summary>
    public const string Missing = "gnuplot is not installed";

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>
    /// Draws a script's picture. gnuplot runs in the script's folder and sees plain names only, so that the folder may be called
    /// anything; the picture is written under a temporary name and renamed when it is whole.
    /// </summary>
    /// <returns>Null when the picture is there, else why not.</returns>
    public string? Draw(string folder, string name) => Draw(folder, name, svg: false);

    /// <summary>As <see cref="Draw(string, string)"/>, as PNG or as SVG.</summary>
    public string? Draw(string folder, string name, bool svg)
    {
        string script = Path.Combine(folder, name + ".gp");
        string picture = Path.Combine(folder, name + (svg ? ".svg" : ".png"));
        string temporary = Storage.AtomicFile.TemporaryPath(picture, Path.GetExtension(picture));
        try
        {
            return Run(folder, script, name, $"output='{Path.GetFileName(temporary)}'{(svg ? "; svg=1" : "")}") ?? Finish(temporary, picture, script, svg ? "<?xml"u8 : PngSignature);
        }
        catch (Win32Exception)
        {
            return Missing;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"the picture of {script} could not be written: {error.Message}";
        }
        finally
        {
            Delete(temporary);
        }
    }

    private string? Run(string folder, string script, string name, string variables)
    {
        var start = new ProcessStartInfo(program, ["-e", variables, name + ".gp"])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(timeout))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return FormattableString.Invariant($"gnuplot did not finish {script} in {timeout.TotalSeconds:0.#} s and was stopped");
        }

        Task.WaitAll(errors, output);
        if (process.ExitCode == 0)
            return null;
        string said = string.Join(' ', errors.Result.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line.Trim('^').Length > 0).TakeLast(2));
        return $"gnuplot failed on {script}: {(said.Length > 0 ? said : $"exit code {process.ExitCode}")}";
    }

    private static string? Finish(string temporary, string picture, string script, ReadOnlySpan<byte> signature)
    {
        Span<byte> start = stackalloc byte[signature.Length];
        using (FileStream stream = File.OpenRead(temporary))
        {
            if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.SequenceEqual(signature))
                return $"gnuplot ended well on {script} but wrote no {Path.GetExtension(picture)[1..].ToUpperInvariant()}";
        }

        File.Move(temporary, picture, overwrite: true);
        return null;
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A hidden leftover; the picture's own outcome is what matters.
        }
    }
}
