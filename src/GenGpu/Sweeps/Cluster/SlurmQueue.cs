using System.Globalization;
using System.Text.RegularExpressions;
using GenGpu.Core;

namespace GenGpu.Sweeps.Cluster;

/// <summary>Speaks with Slurm through its commands sbatch, scontrol, squeue and scancel. Accounting (sacct) is not needed.</summary>
/// <param name="run">Runs them.</param>
internal sealed partial class SlurmQueue(CommandRunner run)
{
    /// <summary>Slurm's own default of MaxArraySize.</summary>
    public const int UsualMaxArraySize = 1001;

    /// <summary>The limit of array indices, or null where Slurm does not answer.</summary>
    public int? MaxArraySize() => run("scontrol", ["show", "config"]) is { ExitCode: 0 } answer && MaxArraySizeText().Match(answer.Output) is { Success: true } match
        && int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0 ? size : null;

    /// <summary>Submits a script.</summary>
    /// <param name="script">Its path.</param>
    /// <param name="options">Options before it.</param>
    /// <returns>The number of the job.</returns>
    /// <exception cref="UserErrorException">sbatch is missing (exit code 5), refuses the script, or answers with something that is no job number; the message has Slurm's own words.</exception>
    public string Submit(string script, params string[] options)
    {
        CommandResult answer = run("sbatch", [.. options, "--parsable", script]) ?? throw Missing();
        if (answer.ExitCode != 0)
            throw new UserErrorException($"Slurm refused {script}: {answer.Words}");

        // With several clusters the answer is number;cluster.
        string id = answer.Output.Trim().Split(';')[0];
        return JobText().IsMatch(id)
            ? id
            : throw new UserErrorException($"sbatch took {script}, but said {Storage.MessageText.Quote(answer.Output.Trim())}, which is no job number; look with squeue --me whether the job is there.");
    }

    /// <summary>Whether a job waits or runs.</summary>
    /// <param name="job">Its number.</param>
    public bool IsQueued(string job) => run("squeue", ["--noheader", "--jobs", job, "--format", "%i"]) is { ExitCode: 0 } answer && answer.Output.Trim().Length > 0;

    /// <summary>Takes jobs out of the queue.</summary>
    /// <param name="jobs">Their numbers.</param>
    /// <returns>Whether Slurm agreed.</returns>
    public bool Cancel(IEnumerable<string> jobs) => run("scancel", [.. jobs]) is { ExitCode: 0 };

    /// <summary>Asks for a task to be started again. Slurm ends the task then.</summary>
    /// <param name="task">The task, <c>1234_5</c>; null outside of Slurm.</param>
    /// <param name="before">How often it has been started again.</param>
    /// <param name="most">How often it may have been started again before.</param>
    /// <param name="sentence">What became of it, for the log.</param>
    /// <returns>Whether Slurm agreed.</returns>
    public bool Requeue(string? task, int before, int most, out string sentence)
    {
        if (task is null)
        {
            sentence = "this is no task of Slurm, so it is not requeued; the same command goes on";
            return false;
        }

        if (before >= most)
        {
            sentence = FormattableString.Invariant($"task {task} has been started again {before} times, which is the limit (--requeues {most}), and is not requeued; gengpu sweep submit goes on with what is missing");
            return false;
        }

        CommandResult? answer = run("scontrol", ["requeue", task]);
        bool agreed = answer is { ExitCode: 0 };
        sentence = agreed ? FormattableString.Invariant($"task {task} is requeued (start {before + 2})")
            : $"task {task} could not be requeued: {answer?.Words ?? "scontrol is not on the PATH of this node"}; gengpu sweep submit goes on with what is missing";
        return agreed;
    }

    private static UserErrorException Missing() =>
        new("sbatch is not on the PATH of this machine, so nothing is submitted; log in to the cluster's login node and load Slurm there, or give --print to see the scripts.", exitCode: 5);

    [GeneratedRegex(@"^MaxArraySize\s*=\s*([0-9]+)", RegexOptions.Multiline)]
    private static partial Regex MaxArraySizeText();

    [GeneratedRegex(@"\A[0-9]+\z")]
    private static partial Regex JobText();
}
