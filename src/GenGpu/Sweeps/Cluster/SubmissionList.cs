using GenGpu.Core;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using Microsoft.Extensions.Logging;

namespace GenGpu.Sweeps.Cluster;

/// <summary>The list of trials that a submission runs, frozen in the sweep's folder before the first task begins.</summary>
public static class SubmissionList
{
    /// <summary>The list.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <param name="plan">The specification, expanded; null to take the folder's list.</param>
    /// <param name="extend">Whether trials that the folder has not are added.</param>
    /// <param name="printOnly">Whether nothing may be written.</param>
    /// <param name="logger">Takes what a user should know.</param>
    /// <exception cref="UserErrorException">The folder cannot be written, or belongs to another specification.</exception>
    public static TrialList Of(SweepFolder folder, SweepPlan? plan, bool extend, bool printOnly, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(folder);
        foreach (string note in plan?.Notes ?? [])
            logger.LogWarning("{Note}", note);
        if (plan is null)
            return TrialListFile.Read(folder.Path);
        if (printOnly)
        {
            // With a list that is there already nothing is written, but a specification that does not fit it is refused.
            return TrialListFile.Exists(folder.Path) && !extend ? SweepFreeze.Keep(folder, plan, extend: false, sentence => logger.LogWarning("{Sentence}", sentence)) : plan.List;
        }

        folder.Prepare();
        using FolderGate gate = FolderGate.Enter(folder, TimeSpan.FromSeconds(30));
        return SweepFreeze.Keep(folder, plan, extend, sentence => logger.LogWarning("{Sentence}", sentence));
    }
}
