using System.Diagnostics;
using GenGpu.Core.Accelerators;
using GenGpu.Cpu;
using GenGpu.Evaluation;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;
using GenGpu.Training;
using Microsoft.Extensions.Logging;

namespace GenGpu.Sweeps.Execution;

/// <summary>
/// Trains trials of many shapes: packs of equal shapes, the launches of all active packs in one queue per piece of a quarter of a second. Which trials are packed together, how long pieces are and when the process stops changes no result.
/// </summary>
internal sealed class SweepRunner : IDisposable
{
    private const double PieceSeconds = 0.25;
    private readonly TrialList _list;
    private readonly IAccelerator _accelerator;
    private readonly SegmentWriter _writer;
    private readonly SweepCheckpoints _checkpoints;
    private readonly SweepOptions _options;
    private readonly ResultIndex _index;
    private readonly ILogger _logger;
    private readonly SampleRunner _samples;
    private readonly PackFactory _factory;
    private readonly PackQueue _queue;
    private readonly List<Pack> _active = [];
    private readonly List<string> _finished = [];
    private readonly ProgressMeter _meter;
    private readonly int _cores;
    private long _lastCheckpoint = Stopwatch.GetTimestamp();
    private bool _alone;

    /// <summary>Takes what checkpoints hold, and sorts the rest.</summary>
    public SweepRunner(TrialList list, IReadOnlyList<SweepTrial> pending, ResultIndex index, ProgressMeter meter, IAccelerator accelerator, SegmentWriter writer, SweepCheckpoints checkpoints, SweepOptions options, ILogger logger)
    {
        (_list, _index, _meter, _accelerator, _writer, _checkpoints, _options, _logger) = (list, index, meter, accelerator, writer, checkpoints, options, logger);
        _cores = accelerator is CpuAccelerator ? accelerator.Info.ComputeUnits : 1;
        _samples = new SampleRunner(accelerator, options.Threads);
        _factory = new PackFactory(list, accelerator, _samples, options.Threads);
        HashSet<string> restored = Restore(pending);
        _queue = new PackQueue(list, pending.Where(trial => !restored.Contains(trial.Id)), _factory.EnsembleOf, accelerator);
    }

    /// <summary>Trains to the end, or stops with checkpoints when asked to.</summary>
    /// <returns>Whether everything is trained.</returns>
    public bool Run(CancellationToken stop)
    {
        while (true)
        {
            if (stop.IsCancellationRequested)
                return Stopped();
            Fill();
            if (_active.Count == 0)
                break;
            Train();
            foreach (Pack pack in _active.Where(pack => !pack.IsTraining).ToArray())
            {
                try
                {
                    Finish(pack, stop);

                    // Figures of the next may take long.
                    FlushIfDue();
                }
                catch (OperationCanceledException)
                {
                    return Stopped();
                }
            }

            FlushIfDue();
            if (Stopwatch.GetElapsedTime(_lastCheckpoint).TotalSeconds >= _options.CheckpointSeconds)
                Checkpoint();
            _meter.Report(_active.Sum(pack => pack.Running), _queue.FlopsLeft + _active.Sum(pack => pack.Running * pack.Ensemble.FlopsPerStep * (pack.Run.Configuration.Steps - pack.Run.Step)), force: false);
        }

        Flush();
        _meter.Report(0, 0, force: true);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Pack pack in _active)
            pack.Dispose();
        _factory.Dispose();
    }

    private HashSet<string> Restore(IReadOnlyList<SweepTrial> pending)
    {
        Dictionary<string, SweepTrial> wanted = pending.ToDictionary(trial => trial.Id, StringComparer.Ordinal);
        HashSet<string>? known = null;
        var restored = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, CheckpointFile file) in _checkpoints.Read())
        {
            string[] ids = [.. file.State.Trials.Select(trial => trial.Id ?? "")];
            SweepTrial[] trials = [.. ids.Where(id => wanted.ContainsKey(id) && !restored.Contains(id)).Select(id => wanted[id])];
            known ??= [.. _list.Trials.Select(trial => trial.Id)];
            bool whole = trials.Length == ids.Length;

            // Of a cohort all are needed, for they are ranked together.
            if (trials.Length > 0 && file.Accelerator == _accelerator.Name && (whole || _list.StopOf(trials[0]).Halving is null) && _factory.Restore(trials, file) is { } pack)
            {
                _active.Add(pack);
                restored.UnionWith(trials.Select(trial => trial.Id));
                if (!whole)
                    _checkpoints.Write(pack);
            }

            // What is left in it has results, or is another shard's.
            if (ids.All(id => restored.Contains(id) || !known.Contains(id) || _index.StateOf(id) is TrialState.Done or TrialState.Diverged) && !_active.Any(active => active.Name == name))
                _checkpoints.Remove(name);
        }

        return restored;
    }

    // Enough models in training that every core has some until the end of a piece.
    private void Fill()
    {
        int target = Math.Max(16, 8 * _accelerator.Info.ComputeUnits);
        while (!_queue.IsEmpty && _active.Sum(pack => pack.Running) < target)
        {
            if (_active.Count > 0 && (_alone || _queue.IsNextAlone))
                return;
            _alone = _queue.IsNextAlone;
            IReadOnlyList<SweepTrial> trials = _queue.Next();
            _meter.Building(() => _active.AddRange(_factory.Create(trials, Fail)));
        }
    }

    private void Train()
    {
        Pack[] training = [.. _active.Where(pack => pack.IsTraining)];
        if (training.Length == 0)
            return;
        Launch[] launches = [.. training.Select(pack => pack.Next(PieceSeconds * _cores / training.Length))];
        double[] before = [.. training.Select(pack => pack.BusySeconds)];
        try
        {
            // The first launch of a shape compiles.
            _meter.Training(() => _accelerator.Run(launches), training.Any(pack => pack.IsCompiling));
        }
        catch (Exception error) when (PackFactory.IsFaultOfTrials(error))
        {
            Isolate(training, error);
            return;
        }

        for (int index = 0; index < training.Length; index++)
        {
            Pack pack = training[index];
            long steps = pack.Took(launches[index]);
            _meter.Steps(steps, steps * pack.Ensemble.FlopsPerStep, pack.BusySeconds - before[index]);
            if (!pack.IsEvaluationDue)
                continue;
            try
            {
                _meter.Evaluating(pack.Evaluate);
            }
            catch (Exception error) when (PackFactory.IsFaultOfTrials(error))
            {
                Isolate([pack], error);
            }
        }
    }

    private void Finish(Pack pack, CancellationToken stop)
    {
        IReadOnlyList<FamilyResult> results = [];
        try
        {
            _meter.Evaluating(() => results = new FinalEvaluation(pack.Run, _samples).Evaluate(stop));
        }
        catch (Exception error) when (PackFactory.IsFaultOfTrials(error))
        {
            Isolate([pack], error);
            return;
        }

        foreach (TrialResult result in results[0].Trials)
        {
            string id = result.Trial.Id!;
            TrialDocument document = ResultBuilder.Document(pack, result, _index.FailuresOf(id) + 1);
            _writer.Add(id, document, result.Trial.Curve, _options.KeepWeights && document.State == TrialState.Done ? ResultBuilder.Weights(pack, result.Trial) : null);
            _meter.Ended(pack.Trials[result.Trial.Index], document, pack.Ensemble.Model.Target.Name);
        }

        _finished.Add(pack.Name);
        Drop(pack);
    }

    // Whose fault it was is found by training each pack, and then each trial, alone.
    private void Isolate(Pack[] packs, Exception error)
    {
        foreach (Pack pack in packs)
        {
            bool isCohort = _list.StopOf(pack.Trials[0]).Halving is not null;
            if (packs.Length > 1)
                _queue.Alone(pack.Trials);
            else if (pack.Trials.Count == 1 || isCohort)
                pack.Trials.ToList().ForEach(trial => Fail(trial, error));
            else
                pack.Trials.ToList().ForEach(trial => _queue.Alone([trial]));
            _finished.Add(pack.Name);
            Drop(pack);
        }
    }

    private void Fail(SweepTrial trial, Exception error)
    {
        _logger.LogWarning("trial {Id} failed: {Problem}", trial.Id, error.Message);
        TrialDocument document = ResultBuilder.Failure(error.Message, _index.FailuresOf(trial.Id) + 1);
        _writer.Add(trial.Id, document, [], null);
        _meter.Ended(trial, document, "");
    }

    private void Drop(Pack pack)
    {
        _active.Remove(pack);
        pack.Dispose();
    }

    private void FlushIfDue()
    {
        if (_writer.FlushIfDue())
            RemoveFinished();
    }

    private void Flush()
    {
        _writer.Flush();
        RemoveFinished();
    }

    // Only now: before, a kill would have cost the trials their results and their checkpoint.
    private void RemoveFinished()
    {
        foreach (string name in _finished)
            _checkpoints.Remove(name);
        _finished.Clear();
    }

    private bool Stopped()
    {
        Flush();
        Checkpoint();
        return false;
    }

    private void Checkpoint()
    {
        foreach (Pack pack in _active)
            _checkpoints.Write(pack);
        _lastCheckpoint = Stopwatch.GetTimestamp();
    }
}
