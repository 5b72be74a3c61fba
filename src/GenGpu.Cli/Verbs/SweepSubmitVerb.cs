using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Cluster;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Spec;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu sweep submit</c>.</summary>
internal static class SweepSubmitVerb
{
    private static readonly string[] _engines = ["slurm", "kubernetes"];

    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(SweepSubmitOptions options, Streams streams)
    {
        string engine = options.Engine.ToLowerInvariant();
        if (!_engines.Contains(engine))
            throw new UserErrorException($"--engine cannot be '{options.Engine}'{NameSuggestion.Hint(options.Engine, _engines)}", ExitCodes.Usage);
        if (options.Shards is < 1 or > Shard.MostCount)
            throw new UserErrorException(FormattableString.Invariant($"--shards must be 1 to {Shard.MostCount}, not {options.Shards}."), ExitCodes.Usage);
        if (options.MaxArraySize is < 1)
            throw new UserErrorException("--max-array-size must be at least 1.", ExitCodes.Usage);
        SweepPlan? plan = SweepStart.Plan(options, dryRun: false);
        SweepFolder given = SweepStart.Folder(options, plan);
        var folder = new SweepFolder(Path.GetFullPath(given.Path));
        SweepSpec? spec = plan?.Spec ?? (File.Exists(folder.SpecFile) ? SweepStart.AsUsage(() => SweepSpecReader.Read(folder.SpecFile)) : null);
        SweepOptions training = SweepStart.Map(options);
        using var logger = new LineLogger(streams.Error, options.Quiet);
        TrialList list = SubmissionList.Of(folder, plan, training.Extend, options.Print, logger);
        IReadOnlyList<int> wanted = ShardSelection.Wanted(folder, list, options.Shards, training.RetryFailed, training.RetryDiverged);
        if (wanted.Count == 0)
        {
            streams.Error.WriteLine($"nothing to submit: every trial in {given.Path} has ended");
            return ExitCodes.NothingToDo;
        }

        if (options.Shards > list.Trials.Count && !options.Quiet)
            streams.Error.WriteLine(FormattableString.Invariant($"there are only {list.Trials.Count} trials, so {wanted.Count} of the {options.Shards} shards have something to do"));
        var request = new ClusterRequest(folder, list, options.Shards, wanted, ProgramCommand.Current, [], Environment.CurrentDirectory);
        return engine == "slurm" ? Slurm(request, spec?.Slurm ?? SlurmSettings.Default, options, streams) : Kubernetes(request, spec?.Kubernetes ?? KubernetesSettings.Default, options, streams);
    }

    private static int Slurm(ClusterRequest request, SlurmSettings settings, SweepSubmitOptions options, Streams streams)
    {
        if (options.Gpus is { } gpus)
            settings = settings with { Gpus = gpus == "0" ? null : SlurmGpus.Check(gpus) };
        int threads = options.Threads > 0 ? options.Threads : settings.CpusPerTask;
        settings = settings with { CpusPerTask = Math.Max(settings.CpusPerTask, threads) };
        request = request with { Arguments = Arguments(options, SlurmGpus.Count(settings.Gpus), threads) };
        var slurm = new SlurmSubmission();
        if (!options.Print)
            slurm.CheckFree(request.Folder);
        IReadOnlyList<SlurmScript> scripts = SlurmScripts.Of(request, settings, options.MaxArraySize ?? slurm.MaxArraySize);
        if (options.Print)
        {
            PrintScripts(scripts, streams);
            return ExitCodes.Done;
        }

        SubmissionRecord record = slurm.Submit(request, scripts);
        if (options.Json)
        {
            streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/sweep-submit/1", folder = request.Folder.Path, shards = record.Shards, arrays = record.Arrays, collect = record.Collect }));
            return ExitCodes.Done;
        }

        foreach (SubmittedArray array in record.Arrays)
            streams.Out.WriteLine($"job {array.Job}: {Describe(request, array.Shards)} ({array.Script})");
        streams.Out.WriteLine($"job {record.Collect}: collects the tables when they have ended ({scripts[^1].Path})");
        if (!options.Quiet)
            streams.Error.WriteLine($"queue: squeue --jobs {string.Join(',', record.Jobs)} · progress: gengpu sweep status {SlurmScripts.Quote(request.Folder.Path)} · stop: scancel {string.Join(' ', record.Jobs)}");
        return ExitCodes.Done;
    }

    private static int Kubernetes(ClusterRequest request, KubernetesSettings settings, SweepSubmitOptions options, Streams streams)
    {
        if (options.SimulatePreemption is not null)
            throw new UserErrorException("--simulate-preemption needs --engine slurm: Kubernetes does not tell a pod how often it was started, so every replacement would preempt itself again.", ExitCodes.Usage);
        if (options.Gpus is { } gpus)
        {
            settings = settings with
            {
                Gpus = int.TryParse(gpus, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int count) && count <= 1000
                    ? count
                    : throw new UserErrorException($"--gpus-per-shard {gpus}: Kubernetes takes a number.", ExitCodes.Usage),
            };
        }

        int threads = options.Threads > 0 ? options.Threads : settings.Cpu;
        string manifest = KubernetesManifest.Of(request with { Arguments = Arguments(options, settings.Gpus, threads) }, settings with { Cpu = Math.Max(settings.Cpu, threads) });
        if (options.Print)
        {
            streams.Out.Write(manifest);
            if (!options.Quiet)
                streams.Error.WriteLine($"without --print, {KubernetesManifest.PathOf(request.Folder)} and the list of trials beside it are written; the pods look for that folder in {KubernetesManifest.FolderInPods(request.Folder, settings)}");
            return ExitCodes.Done;
        }

        string path = KubernetesManifest.PathOf(request.Folder);
        AtomicFile.WriteText(path, manifest);
        streams.Out.WriteLine(path);
        if (!options.Quiet)
            streams.Error.WriteLine($"the pods look for {request.Folder.Path} in {KubernetesManifest.FolderInPods(request.Folder, settings)}; when it is there, start them with: kubectl apply -f {SlurmScripts.Quote(path)}");
        return ExitCodes.Done;
    }

    // An accelerator is named, so that all shards compute with the same one: a task without its GPU fails, and does not become a slow one in silence.
    private static string[] Arguments(SweepSubmitOptions options, int gpus, int threads)
    {
        string accelerator = options.Accelerator.ToLowerInvariant() is var name && name != "auto" ? name : gpus == 0 ? "cpu" : gpus == 1 ? "cuda" : "cuda:all";
        var arguments = new List<string> { "--accelerator", accelerator, "--threads", FormattableString.Invariant($"{threads}") };
        if (options.Retry != "failed")
            arguments.AddRange(["--retry", options.Retry.ToLowerInvariant()]);
        if (options.NoWeights)
            arguments.Add("--no-weights");
        if (options.CheckpointSeconds != 30)
            arguments.AddRange(["--checkpoint-seconds", FormattableString.Invariant($"{options.CheckpointSeconds:R}")]);
        if (options.SimulatePreemption is { } seconds)
            arguments.AddRange(["--simulate-preemption", FormattableString.Invariant($"{seconds:R}")]);
        return [.. arguments];
    }

    private static void PrintScripts(IReadOnlyList<SlurmScript> scripts, Streams streams)
    {
        foreach (SlurmScript script in scripts)
            streams.Out.WriteLine($"==> {script.Path} <==\n{script.Text}");
        streams.Out.WriteLine("==> commands <==");
        string after = "";
        foreach (SlurmScript script in scripts.Where(script => script.Offset >= 0))
        {
            streams.Out.WriteLine($"sbatch --parsable {SlurmScripts.Quote(script.Path)}");
            after += FormattableString.Invariant($":JOB{after.Count(letter => letter == ':') + 1}");
        }

        streams.Out.WriteLine($"sbatch --dependency=afterany{after} --parsable {SlurmScripts.Quote(scripts[^1].Path)}");
    }

    private static string Describe(ClusterRequest request, IReadOnlyList<int> shards) =>
        FormattableString.Invariant($"{(shards.Count == 1 ? "shard" : "shards")} {ShardSelection.Ranges(shards)} of {request.Shards}");
}
