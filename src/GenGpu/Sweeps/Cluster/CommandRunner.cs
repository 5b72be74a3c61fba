using System.ComponentModel;
using System.Diagnostics;

namespace GenGpu.Sweeps.Cluster;

/// <summary>Runs a program of the cluster, so that a test can put another in its place.</summary>
/// <param name="program">Its name, found on PATH.</param>
/// <param name="arguments">Its arguments.</param>
/// <returns>The answer; null where there is no such program.</returns>
internal delegate CommandResult? CommandRunner(string program, IReadOnlyList<string> arguments);

/// <summary>Runs programs of this machine.</summary>
internal static class MachineCommands
{
    // Slurm's own commands give up after some minutes at most.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>As <see cref="CommandRunner"/>.</summary>
    public static CommandResult? Run(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                return new CommandResult(1, "", $"{program} has not answered for {Patience.TotalMinutes} minutes");
            }

            return new CommandResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
    }
}
