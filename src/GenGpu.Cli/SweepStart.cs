using GenGpu.Cli.Options;
using GenGpu.Core;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Spec;

namespace GenGpu.Cli;

/// <summary>What <c>sweep run</c> and <c>sweep submit</c> have in common: a specification or a folder, and how to train.</summary>
internal static class SweepStart
{
    private static readonly string[] _retries = ["failed", "diverged", "all", "none"];

    /// <summary>The specification, expanded; null where a folder is given.</summary>
    /// <exception cref="UserErrorException">An option does not go with a folder, or the specification has a mistake; exit code 2.</exception>
    public static SweepPlan? Plan(SweepStartOptions options, bool dryRun)
    {
        bool isFolder = Directory.Exists(options.Spec);
        if (isFolder && (options.Settings is not null || options.Extend || dryRun || options.Output is not null))
            throw new UserErrorException("a folder goes on with the trials that it has; --set, --extend, --dry-run and --output need the sweep's .yaml file.", ExitCodes.Usage);
        return isFolder ? null : AsUsage(() => SweepExpander.Expand(SweepSpecReader.Read(options.Spec, options.Settings is { } settings ? [settings] : [])));
    }

    /// <summary>Reads a specification; a mistake in it is one of usage, a file that is missing or cannot be read is none.</summary>
    /// <param name="read">Reads it.</param>
    /// <exception cref="UserErrorException">A file cannot be read; exit code 1. Or something in the specification does not fit; exit code 2.</exception>
    public static T AsUsage<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UserErrorException error) when (error.ExitCode == ExitCodes.Error && error.InnerException is not (IOException or UnauthorizedAccessException))
        {
            throw new UserErrorException(error.Message, ExitCodes.Usage, error);
        }
    }

    /// <summary>The sweep's folder.</summary>
    public static SweepFolder Folder(SweepStartOptions options, SweepPlan? plan) => new(plan is null ? options.Spec : options.Output ?? Path.Combine("runs", plan.List.Name));

    /// <summary>How to train.</summary>
    /// <exception cref="UserErrorException">An option is out of range.</exception>
    public static SweepOptions Map(SweepStartOptions options)
    {
        string retry = options.Retry.ToLowerInvariant();
        if (!_retries.Contains(retry))
            throw new UserErrorException($"--retry cannot be '{options.Retry}'{NameSuggestion.Hint(options.Retry, _retries)}", ExitCodes.Usage);
        if (!(options.CheckpointSeconds > 0))
            throw new UserErrorException("--checkpoint-seconds must be above 0.", ExitCodes.Usage);
        if (options.SimulatePreemption is { } seconds && !(seconds >= 0 && seconds <= 1e6))
            throw new UserErrorException("--simulate-preemption must be a number of seconds, 0 or more.", ExitCodes.Usage);
        return new SweepOptions
        {
            Extend = options.Extend,
            RetryFailed = retry is "failed" or "all",
            RetryDiverged = retry is "diverged" or "all",
            KeepWeights = !options.NoWeights,
            CheckpointSeconds = options.CheckpointSeconds,
            Accelerator = options.Accelerator.ToLowerInvariant(),
            Threads = options.Threads,
        };
    }
}
