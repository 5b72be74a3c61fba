using GenGpu.Core;
using GenGpu.Sweeps.Expansion;
using GenGpu.Training;

namespace GenGpu.Sweeps.Execution;

/// <summary>Keeps a sweep's list of trials: it is made once, compared with the specification at every later start, and changed by <c>--extend</c> alone.</summary>
public static class SweepFreeze
{
    private const int ShownValues = 6;

    /// <summary>The list of a folder, made from the plan where there is none.</summary>
    /// <param name="folder">The sweep's folder; it has been prepared.</param>
    /// <param name="plan">The specification, expanded; null to take the list as it is.</param>
    /// <param name="extend">Whether trials that the list has not are added.</param>
    /// <param name="note">Receives a sentence about trials that were added or are not in the specification any more.</param>
    /// <exception cref="UserErrorException">The folder belongs to another specification; the message says what differs.</exception>
    public static TrialList Keep(SweepFolder folder, SweepPlan? plan, bool extend, Action<string> note)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(note);
        if (plan is null)
            return Current(TrialListFile.Read(folder.Path), folder);
        if (!TrialListFile.Exists(folder.Path))
        {
            Write(folder, plan, plan.List);
            return plan.List;
        }

        TrialList kept = Current(TrialListFile.Read(folder.Path), folder);
        HashSet<string> old = [.. kept.Trials.Select(trial => trial.Id)], now = [.. plan.List.Trials.Select(trial => trial.Id)];
        SweepTrial[] added = [.. plan.List.Trials.Where(trial => !old.Contains(trial.Id))];
        int missing = kept.Trials.Count(trial => !now.Contains(trial.Id));
        if (added.Length == 0 && missing == 0)
            return kept;
        if (!extend)
        {
            throw new UserErrorException(
                FormattableString.Invariant($"{folder.Path} holds another sweep: {Differences(kept, plan.List)} ({added.Length} trials are new, {missing} are not in the specification any more). ") +
                $"Go on with the trials as they are (gengpu sweep run {folder.Path}), give the specification as it was, with the same --set, another --output, or --extend to add the new trials.",
                exitCode: 2);
        }

        if (added.Length == 0)
        {
            note(FormattableString.Invariant($"nothing to add; {missing} trials of the folder are not in the specification any more, and stay"));
            return kept;
        }

        if (Lease.All(folder).FirstOrDefault(lease => lease.Owner is { } owner && Lease.StateOf(owner, lease.Age) == LeaseState.Live) is { Owner: { } live } held)
            throw new UserErrorException($"{folder.Path} is being worked on by {Lease.Describe(live, held.Age)}; stop it before --extend changes the list of trials.");
        TrialList longer = kept.Extended(added.Select(trial => (trial.Id, plan.List.EntriesOf(trial))));
        Write(folder, plan, longer);
        note(FormattableString.Invariant($"{added.Length} trials added to {kept.Trials.Count}{(missing > 0 ? $"; {missing} of these are not in the specification any more, and stay" : "")}"));
        return longer;
    }

    private static TrialList Current(TrialList kept, SweepFolder folder)
    {
        if (kept.Numerics != NumericsVersion.Current)
            throw new UserErrorException(FormattableString.Invariant($"{folder.Path} was begun with numerics version {kept.Numerics}, this build has {NumericsVersion.Current}: results would not be comparable bit for bit; go on with that build, or give another --output."));
        return kept;
    }

    private static void Write(SweepFolder folder, SweepPlan plan, TrialList list)
    {
        Storage.AtomicFile.WriteText(folder.SpecFile, plan.Spec.Source);
        TrialListFile.Write(folder.Path, list);
    }

    // By key: the values that were, and those that are.
    private static string Differences(TrialList kept, TrialList now)
    {
        string[] keys = [.. kept.Base.Select(entry => entry.Key).Concat(now.Base.Select(entry => entry.Key)).Concat(kept.VariedKeys).Concat(now.VariedKeys).Distinct().Order(StringComparer.Ordinal)];
        string[] differences = [.. keys.Select(key => (Key: key, Was: Values(kept, key), Is: Values(now, key))).Where(pair => pair.Was != pair.Is).Select(pair => $"{pair.Key} was {pair.Was}, now {pair.Is}")];
        return differences.Length > 0 ? string.Join("; ", differences) : "the same values in other combinations";
    }

    private static string Values(TrialList list, string key)
    {
        string[] values = [.. list.Trials.Select(trial => list.ValueOf(trial, key)?.Text ?? "none").Distinct()];
        return values.Length <= ShownValues ? string.Join(", ", values) : FormattableString.Invariant($"{string.Join(", ", values.Take(3))} ... {values[^1]} ({values.Length} values)");
    }
}
