using System.Text;
using GenGpu.Core;
using GenGpu.Sweeps.Execution;
using GenGpu.Training;

namespace GenGpu.Sweeps.Cluster;

/// <summary>
/// Writes the batch scripts of a sweep: arrays of shards, each no longer than the cluster allows, and one that collects. A task becomes gengpu itself (exec), so that signals and exit codes are gengpu's;
/// SIGUSR1 comes 120 s before the time limit (Slurm may be 60 s early), and only to the batch script with the letter B. Source: man sbatch, options --signal, --requeue, --open-mode and --array.
/// </summary>
public static class SlurmScripts
{
    /// <summary>The folder of scripts, logs and the record of what was submitted.</summary>
    /// <param name="folder">The sweep's folder.</param>
    public static string FolderOf(SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Path.Combine(folder.Path, "slurm");
    }

    /// <summary>The scripts, the one that collects last.</summary>
    /// <param name="request">What is to be run.</param>
    /// <param name="settings">What the specification asks for.</param>
    /// <param name="maxArraySize">The cluster's MaxArraySize: indices stay below it.</param>
    /// <exception cref="UserErrorException">A path holds something that a batch script cannot.</exception>
    public static IReadOnlyList<SlurmScript> Of(ClusterRequest request, SlurmSettings settings, int maxArraySize)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxArraySize, 1);
        var scripts = new List<SlurmScript>();
        foreach (IGrouping<int, int> chunk in request.Wanted.GroupBy(shard => shard / maxArraySize))
        {
            int offset = chunk.Key * maxArraySize;
            scripts.Add(new SlurmScript(In(request, FormattableString.Invariant($"shards-{offset}.sh")), Array(request, settings, offset, [.. chunk]), offset, [.. chunk]));
        }

        scripts.Add(new SlurmScript(In(request, "collect.sh"), Collect(request, settings), -1, []));
        return scripts;
    }

    /// <summary>A text as one word of a shell.</summary>
    /// <param name="text">The text.</param>
    public static string Quote(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '/' or ':' or '=' or ',' or '+') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string In(ClusterRequest request, string name) => Path.Combine(FolderOf(request.Folder), name);

    private static string Array(ClusterRequest request, SlurmSettings settings, int offset, IReadOnlyList<int> shards)
    {
        var text = new StringBuilder();
        string index = offset == 0 ? "its index" : FormattableString.Invariant($"its index + {offset}");
        Head(text, FormattableString.Invariant($"Shards {ShardSelection.Ranges(shards)} of {request.Shards} of a sweep; the shard of a task is {index}."), settings);
        string limit = settings.Concurrency is { } most ? FormattableString.Invariant($"%{most}") : "";
        Option(text, "--job-name=" + JobName(request.List.Name));
        Option(text, $"--array={ShardSelection.Ranges([.. shards.Select(shard => shard - offset)])}{limit}");
        Shared(text, settings);
        Option(text, FormattableString.Invariant($"--cpus-per-task={settings.CpusPerTask}"));
        if (settings.Gpus is { } gpus)
            Option(text, $"--gres=gpu:{gpus}");
        Option(text, "--requeue");
        Option(text, "--signal=B:USR1@120");
        Option(text, "--open-mode=append");
        Option(text, $"--chdir={Value(request.WorkingFolder)}");
        Option(text, $"--output={Value(In(request, "%A_%a.log"), pattern: true)}");
        foreach (string extra in settings.Extra)
            Option(text, extra);
        Prepare(text, settings);
        string shard = offset == 0 ? "$SLURM_ARRAY_TASK_ID" : FormattableString.Invariant($"$((SLURM_ARRAY_TASK_ID + {offset}))");
        Exec(text, request, ["sweep", "run", request.Folder.Path], FormattableString.Invariant($"--shard \"{shard}/{request.Shards}\""), [.. request.Arguments, "--task", "--requeues", FormattableString.Invariant($"{settings.Requeues}")]);
        return text.ToString();
    }

    private static string Collect(ClusterRequest request, SlurmSettings settings)
    {
        var text = new StringBuilder();
        Head(text, "Makes the tables of a sweep when its shards have ended; safe to repeat at any time.", settings);
        Option(text, $"--job-name={JobName(request.List.Name)}-collect");
        Shared(text, settings);
        Option(text, "--requeue");
        Option(text, "--open-mode=append");
        Option(text, $"--chdir={Value(request.WorkingFolder)}");
        Option(text, $"--output={Value(In(request, "collect-%j.log"), pattern: true)}");
        foreach (string extra in settings.Extra)
            Option(text, extra);
        Prepare(text, settings);
        Exec(text, request, ["sweep", "collect", request.Folder.Path], "", []);
        return text.ToString();
    }

    // A login shell where modules are used: it defines the command `module`.
    private static void Head(StringBuilder text, string what, SlurmSettings settings) =>
        text.Append(settings.Modules.Count + settings.Setup.Count > 0 ? "#!/bin/bash -l\n" : "#!/bin/bash\n").Append("# ").Append(what).Append(" Made by gengpu ").Append(BuildVersion.Text).Append(".\n");

    private static void Shared(StringBuilder text, SlurmSettings settings)
    {
        foreach ((string option, string? value) in new[] { ("partition", settings.Partition), ("account", settings.Account), ("qos", settings.Qos), ("constraint", settings.Constraint), ("time", settings.Time), ("mem", settings.Memory) })
        {
            if (value is not null)
                Option(text, $"--{option}={Value(value)}");
        }
    }

    private static void Option(StringBuilder text, string option) => text.Append("#SBATCH ").Append(option).Append('\n');

    private static void Prepare(StringBuilder text, SlurmSettings settings)
    {
        text.Append('\n');
        foreach (string module in settings.Modules)
            text.Append("module load ").Append(Quote(module)).Append(" || exit 1\n");
        if (settings.Setup.Count > 0)
            text.Append("set -e\n").AppendJoin('\n', settings.Setup).Append('\n');
    }

    private static void Exec(StringBuilder text, ClusterRequest request, IEnumerable<string> first, string shard, IEnumerable<string> last)
    {
        text.Append("exec ").AppendJoin(' ', request.Command.Concat(first).Select(Quote));
        if (shard.Length > 0)
            text.Append(' ').Append(shard);
        foreach (string word in last)
            text.Append(' ').Append(Quote(word));
        text.Append('\n');
    }

    private static string JobName(string sweep) => "gengpu-" + new string([.. sweep.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' ? letter : '_')]);

    // sbatch knows quotes, backslashes and comments in these lines, and % in names of logs.
    private static string Value(string value, bool pattern = false)
    {
        string name = pattern ? Path.GetDirectoryName(value)! : value;
        if (name.Any(letter => char.IsControl(letter) || letter is '"' or '\'' or '\\' or '#') || (pattern && name.Contains('%', StringComparison.Ordinal)))
            throw new UserErrorException($"sbatch cannot take the path {name}: it holds a quote, a backslash, #, % or a control character; give another --output, or work in another folder.", exitCode: 2);
        return value.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '_' or '-' or '/' or '%' or ',' or ':' or '+' or '@' or '=')) ? $"\"{value}\"" : value;
    }
}
