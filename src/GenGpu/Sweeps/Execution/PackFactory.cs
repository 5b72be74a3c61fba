using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Storage;
using GenGpu.Sweeps.Expansion;
using GenGpu.Training;

namespace GenGpu.Sweeps.Execution;

/// <summary>Makes packs of trials, fresh or from checkpoints.</summary>
/// <param name="list">The sweep's trials.</param>
/// <param name="accelerator">What trains.</param>
/// <param name="runner">Draws samples.</param>
/// <param name="threads">Threads for metrics.</param>
internal sealed class PackFactory(TrialList list, IAccelerator accelerator, SampleRunner runner, int threads) : IDisposable
{
    private readonly ModelCatalog _catalog = new(accelerator);

    /// <summary>The model of a trial, or null when it cannot be built.</summary>
    public EnsembleModel? EnsembleOf(SweepTrial trial)
    {
        try
        {
            return _catalog.Get(list.ConfigurationOf(trial)).Ensemble;
        }
        catch (Exception error) when (IsFaultOfTrials(error))
        {
            return null;
        }
    }

    /// <summary>Makes packs of trials that are thought to share a shape: one, unless what is built differs.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="failed">Receives those that cannot be built, with the reason.</param>
    public List<Pack> Create(IReadOnlyList<SweepTrial> trials, Action<SweepTrial, Exception> failed)
    {
        var byShape = new Dictionary<string, List<(SweepTrial Trial, ulong Seed, IReadOnlyList<float[]> Hypers, EnsembleModel Ensemble)>>(StringComparer.Ordinal);
        foreach (SweepTrial trial in trials)
        {
            try
            {
                TrainingConfiguration configuration = list.ConfigurationOf(trial);
                (EnsembleModel ensemble, IReadOnlyList<float[]> hypers) = _catalog.Get(configuration);
                if (!byShape.TryGetValue(ensemble.Fingerprint, out List<(SweepTrial Trial, ulong Seed, IReadOnlyList<float[]> Hypers, EnsembleModel Ensemble)>? members))
                    byShape.Add(ensemble.Fingerprint, members = []);
                members.Add((trial, configuration.Seed, hypers, ensemble));
            }
            catch (Exception error) when (IsFaultOfTrials(error))
            {
                failed(trial, error);
            }
        }

        var packs = new List<Pack>();
        foreach (List<(SweepTrial Trial, ulong Seed, IReadOnlyList<float[]> Hypers, EnsembleModel Ensemble)> members in byShape.Values)
        {
            SweepTrial first = members[0].Trial;
            try
            {
                TrainingConfiguration configuration = list.ConfigurationOf(first) with { Threads = threads };
                packs.Add(new Pack(SweepCheckpoints.NameOf(members.Select(member => member.Trial.Id)), members[0].Ensemble, configuration, list.StopOf(first), [.. members.Select(member => (member.Trial, member.Seed, member.Hypers))], accelerator, runner));
            }
            catch (Exception error) when (IsFaultOfTrials(error))
            {
                foreach ((SweepTrial trial, _, _, _) in members)
                    failed(trial, error);
            }
        }

        return packs;
    }

    /// <summary>Makes a pack of those trials of a checkpoint that are still wanted; null where it does not fit any more.</summary>
    /// <exception cref="UserErrorException">The data that the trials learn from have changed.</exception>
    public Pack? Restore(IReadOnlyList<SweepTrial> trials, CheckpointFile checkpoint)
    {
        List<Pack> packs = Create(trials, (_, _) => { });
        if (packs is [var pack] && pack.Trials.Count == trials.Count)
        {
            try
            {
                pack.Restore(checkpoint);
                return pack;
            }
            catch (DataFormatException)
            {
                // Damaged in a way that its checksum does not show, or of another build: from the start, then.
            }
        }

        foreach (Pack unused in packs)
            unused.Dispose();
        return null;
    }

    /// <summary>Whether an error is a trial's own, and others can go on.</summary>
    public static bool IsFaultOfTrials(Exception error) => error is not (OperationCanceledException or UserErrorException { ExitCode: 5 });

    /// <inheritdoc/>
    public void Dispose() => _catalog.Dispose();
}
