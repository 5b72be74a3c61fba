using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Execution;

namespace GenGpu.Sweeps.Cluster;

/// <summary>Writes a sweep's batch scripts and gives them to Slurm: all of them, or none.</summary>
public sealed class SlurmSubmission
{
    private readonly SlurmQueue _queue;

    /// <summary>Speaks with the Slurm of this machine.</summary>
    public SlurmSubmission()
        : this(MachineCommands.Run)
    {
    }

    /// <summary>Speaks with what a test gives.</summary>
    internal SlurmSubmission(CommandRunner run) => _queue = new SlurmQueue(run);

    /// <summary>The cluster's MaxArraySize, or Slurm's default of 1,001 where no Slurm answers.</summary>
    public int MaxArraySize => _queue.MaxArraySize() ?? SlurmQueue.UsualMaxArraySize;

    /// <summary>Refuses a sweep that already waits or runs, on the cluster or elsewhere: its tasks would only meet the leases of others.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <exception cref="UserErrorException">It does.</exception>
    public void CheckFree(SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string[] queued = [.. SubmissionRecord.Read(folder)?.Jobs.Where(_queue.IsQueued) ?? []];
        if (queued.Length > 0)
            throw new UserErrorException($"{folder.Path} has been submitted already: squeue --jobs {string.Join(',', queued)} shows what waits or runs; wait for that, or stop it with scancel {string.Join(' ', queued)}.");
        if (Lease.All(folder).FirstOrDefault(lease => lease.Owner is { } owner && Lease.StateOf(owner, lease.Age) == LeaseState.Live) is { Owner: { } live } held)
            throw new UserErrorException($"{folder.Path} is being worked on by {Lease.Describe(live, held.Age)}; wait for it, or stop it, before you submit.");
    }

    /// <summary>Submits.</summary>
    /// <param name="request">What is to be run.</param>
    /// <param name="scripts">Its scripts, the one that collects last.</param>
    /// <returns>The record, which lies in the sweep's folder.</returns>
    /// <exception cref="UserErrorException">sbatch is missing (exit code 5) or refuses; what it had taken before is cancelled again.</exception>
    public SubmissionRecord Submit(ClusterRequest request, IReadOnlyList<SlurmScript> scripts)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(scripts);

        // The logs' folder must be there: Slurm fails a task whose log it cannot open.
        foreach (SlurmScript script in scripts)
            AtomicFile.WriteText(script.Path, script.Text);
        var arrays = new List<SubmittedArray>();
        string? collect = null;
        try
        {
            foreach (SlurmScript script in scripts.Where(script => script.Offset >= 0))
                arrays.Add(new SubmittedArray(_queue.Submit(script.Path), script.Offset, script.Shards, script.Path));
            collect = _queue.Submit(scripts[^1].Path, "--dependency=afterany:" + string.Join(':', arrays.Select(array => array.Job)));
            var record = new SubmissionRecord(SubmissionRecord.CurrentSchema, DateTime.UtcNow, request.Shards, arrays, collect);
            record.Write(request.Folder);
            return record;
        }
        catch (UserErrorException error) when (arrays.Count > 0)
        {
            string[] taken = [.. arrays.Select(array => array.Job), .. collect is null ? (string[])[] : [collect]];
            string jobs = string.Join(' ', taken);
            string undone = _queue.Cancel(taken) ? $"job {jobs}, which it had taken before, is cancelled again" : $"job {jobs}, which it had taken before, is still there: scancel {jobs}";
            throw new UserErrorException($"{error.Message.TrimEnd('.')}; {undone}.", error.ExitCode, error);
        }
    }
}
