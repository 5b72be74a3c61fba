using GenGpu.Storage;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;
using GenGpu.Sweeps.Spec;
using GenGpu.Tests.Reports;

namespace GenGpu.Tests.Sweeps;

/// <summary>Runs sweeps inside the test process.</summary>
internal static class SweepRuns
{
    public static readonly SweepOptions Options = new() { Accelerator = "cpu", Threads = 1, ProgressInterval = TimeSpan.Zero };

    public static SweepOutcome Run(string folder, string yaml, SweepOptions? options = null, IProgress<SweepProgress>? progress = null, CancellationToken stop = default, IFileSteps? steps = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        string spec = folder + ".yaml";
        File.WriteAllText(spec, yaml);
        return new SweepJob(SweepExpander.Expand(SweepSpecReader.Read(spec)), new SweepFolder(folder), options ?? Options, new CollectingLogger()) { FileSteps = steps ?? DiskFileSteps.Instance }.Run(progress, stop);
    }

    /// <summary>Everything about the results that must not depend on how they were computed: one line per trial, in the order of the list.</summary>
    public static string[] Results(string folder)
    {
        TrialList list = TrialListFile.Read(folder);
        ResultIndex index = ResultIndex.Read(new SweepFolder(folder).Results);
        return [.. list.Trials.Select(trial => index.StateOf(trial.Id) == TrialState.Pending ? $"{trial.Id} pending"
            : $"{trial.Id} {JsonFile.ToLine(index.Document(trial.Id) with { Run = new TrialRun(0, null, 0, 0) })} {JsonFile.ToLine(index.Curve(trial.Id))} {Convert.ToHexString(index.Weights(trial.Id) ?? [])}")];
    }

    public static TrialDocument Document(string folder, int trial) => ResultIndex.Read(new SweepFolder(folder).Results).Document(TrialListFile.Read(folder).Trials[trial].Id);
}
