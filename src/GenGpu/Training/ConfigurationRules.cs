using System.Globalization;
using GenGpu.Core;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>The limits of a configuration that need neither a family nor a file, each with its sentence.</summary>
public static class ConfigurationRules
{
    /// <summary>Names of the protocols.</summary>
    public static IReadOnlyList<string> Protocols { get; } = ["exact", "seed"];

    /// <summary>Most steps: step numbers are 32-bit words of the random counter.</summary>
    public const long MaximumSteps = 4_000_000_000;

    /// <summary>Least percent between two pictures of the timeline: more than 200 pictures cannot be told apart on one page.</summary>
    public const double LeastSnapshotPercent = 0.5;

    /// <summary>Most threads: more than any machine has cores, and few enough for the system to start them.</summary>
    public const int MaximumThreads = 1024;

    /// <summary>Checks a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="UserErrorException">Something is out of range; exit code 2.</exception>
    public static void Check(TrainingConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        AtLeast("--budget", configuration.Budget, 1);
        AtLeast("--steps", configuration.Steps, 1);
        AtLeast("--batch-size", configuration.BatchSize, 1);
        AtLeast("--seeds", configuration.Seeds, 1);
        AtLeast("--evaluate-every", configuration.EvaluationInterval, 1);
        AtLeast("--curve-samples", configuration.CurveSamples, 100);
        AtLeast("--final-samples", configuration.FinalSamples, 100);
        AtLeast("--layers", configuration.Layers, 1);
        AtLeast("--threads", configuration.Threads, 0);
        AtMost("--steps", configuration.Steps, MaximumSteps);
        AtMost("--batch-size", configuration.BatchSize, 1 << 20);
        AtMost("--seeds", configuration.Seeds, 1_000_000);
        AtMost("--curve-samples", configuration.CurveSamples, 10_000_000);
        AtMost("--final-samples", configuration.FinalSamples, 100_000_000);
        AtMost("--threads", configuration.Threads, MaximumThreads);
        if (configuration.Bins is < 0 or 1)
            throw Usage($"--bins must be 0 (continuous values) or at least 2, not {Text(configuration.Bins)}.");
        AtMost("--bins", configuration.Bins, 10_000);
        if (!(configuration.SnapshotPercent >= 0 && configuration.SnapshotPercent <= 100))
            throw Usage($"--snapshot-percent must lie between 0 (no timeline) and 100, not {configuration.SnapshotPercent.ToString(CultureInfo.InvariantCulture)}.");
        if (configuration.SnapshotPercent is > 0 and < LeastSnapshotPercent)
            throw Usage($"--snapshot-percent must be 0 (no timeline) or at least {LeastSnapshotPercent.ToString(CultureInfo.InvariantCulture)}, not {configuration.SnapshotPercent.ToString(CultureInfo.InvariantCulture)}.");
        if (!(configuration.CheckpointSeconds > 0))
            throw Usage($"--checkpoint-seconds must be above 0, not {configuration.CheckpointSeconds.ToString(CultureInfo.InvariantCulture)}.");
        if (!Protocols.Contains(configuration.Protocol))
            throw Usage($"There is no protocol '{configuration.Protocol}'{NameSuggestion.Hint(configuration.Protocol, Protocols)}");
        if (configuration.Models.Count == 0)
            throw Usage("--models names no family; give for example --models gan,vae,rbm.");
        if (configuration.Models.Distinct(StringComparer.OrdinalIgnoreCase).Count() != configuration.Models.Count)
            throw Usage($"--models names a family twice: {string.Join(',', configuration.Models)}.");
        if (configuration.EarlyStopping is { } stopping)
            AtLeast("--patience", stopping.Patience, 1);
        if (string.IsNullOrWhiteSpace(configuration.Output))
            throw Usage("--output is empty; name a folder.");
    }

    /// <summary>Refuses the binned mode on targets that have no categories.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="target">The target.</param>
    /// <exception cref="UserErrorException">Bins are asked for on a target with more than one dimension; exit code 2.</exception>
    public static void CheckTarget(TrainingConfiguration configuration, Target target)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(target);
        if (configuration.Bins > 0 && target.Dimensions > 1)
            throw Usage($"--bins {Text(configuration.Bins)} needs a target with one dimension, but {target.Name} has {Text(target.Dimensions)}; leave --bins out or give --bins 0.");
    }

    private static void AtLeast(string option, long value, long least)
    {
        if (value < least)
            throw Usage($"{option} must be at least {Text(least)}, not {Text(value)}.");
    }

    private static void AtMost(string option, long value, long most)
    {
        if (value > most)
            throw Usage($"{option} must be at most {Text(most)}, not {Text(value)}.");
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static UserErrorException Usage(string message) => new(message, exitCode: 2);
}
