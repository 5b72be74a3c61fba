using System.Diagnostics;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;
using GenGpu.Sweeps.Spec;

namespace GenGpu.Sweeps.Execution;

/// <summary>Counts trials, times phases, and sends progress at intervals.</summary>
internal sealed class ProgressMeter
{
    private static readonly string[] Shown = [TrialFields.Model, TrialFields.Seed, "target", "energy"];
    private readonly TrialList _list;
    private readonly int _total;
    private readonly int _cores;
    private readonly SweepCounts _counts = new();
    private readonly Dictionary<(string Model, string Target), BestTrial> _best = [];
    private readonly IProgress<SweepProgress>? _progress;
    private readonly TimeSpan _interval;
    private readonly Lease? _lease;
    private readonly long _begin = Stopwatch.GetTimestamp();
    private TimeSpan _last = TimeSpan.Zero;
    private string _metric = "";
    private double _training;
    private double _evaluation;
    private double _busy;
    private double _building;
    private double _compiling;
    private bool _isCompiling;
    private double _flops;
    private double _steps;

    /// <summary>Starts the clock.</summary>
    public ProgressMeter(TrialList list, IEnumerable<TrialState> ended, int total, int cores, IProgress<SweepProgress>? progress, TimeSpan interval, Lease? lease)
    {
        (_list, _total, _cores, _progress, _interval, _lease) = (list, total, cores, progress, interval, lease);
        foreach (TrialState state in ended)
            _counts.Add(state);
    }

    /// <summary>Trials that ended in this process.</summary>
    public int Trained { get; private set; }

    /// <summary>The last message.</summary>
    public SweepProgress? Latest { get; private set; }

    /// <summary>Where the time went.</summary>
    public SweepTimes Times => new(Stopwatch.GetElapsedTime(_begin).TotalSeconds, _training, _evaluation + _building, _busy > 0 ? _busy : double.NaN, _cores);

    /// <summary>Times a piece of training.</summary>
    /// <param name="action">The piece.</param>
    /// <param name="isCompiling">Whether some shape is compiled in it, which says nothing about the time left.</param>
    public void Training(Action action, bool isCompiling)
    {
        double seconds = Time(action);
        _training += seconds;
        _isCompiling = isCompiling;
        if (isCompiling)
            _compiling += seconds;
    }

    /// <summary>Times an evaluation.</summary>
    public void Evaluating(Action action) => _evaluation += Time(action);

    /// <summary>Times the making of models, which comes once per shape and says nothing about the time left.</summary>
    public void Building(Action action) => _building += Time(action);

    /// <summary>Notes the training of the last piece.</summary>
    /// <param name="modelSteps">Steps of all models together.</param>
    /// <param name="flops">Their operations.</param>
    /// <param name="busy">Busy core-seconds.</param>
    public void Steps(long modelSteps, double flops, double busy) => (_steps, _flops, _busy) = (_steps + modelSteps, _flops + (_isCompiling ? 0 : flops), _busy + busy);

    /// <summary>Notes that a trial has ended.</summary>
    public void Ended(SweepTrial trial, TrialDocument document, string target)
    {
        _counts.Add(document.State);
        Trained++;
        if (document.Final is not { Count: > 0 } figures || document.CurveMetrics is not [var metric, ..] || !figures.TryGetValue(metric, out double value) || double.IsNaN(value))
            return;
        _metric = metric;
        string model = _list.ValueOf(trial, TrialFields.Model)?.Text ?? "";
        if (_best.TryGetValue((model, target), out BestTrial? best) && best.Value <= value)
            return;
        string configuration = string.Join(", ", _list.VariedKeys.Where(key => !Shown.Contains(key)).Select(key => (key, Value: _list.ValueOf(trial, key))).Where(pair => pair.Value is not null).Select(pair => $"{pair.key} {pair.Value}"));
        _best[(model, target)] = new BestTrial(model, target, trial.Id, value, document.Floors?.GetValueOrDefault(metric, double.NaN) ?? double.NaN, configuration);
    }

    /// <summary>Sends progress when it is due.</summary>
    /// <param name="running">Trials that train.</param>
    /// <param name="flopsLeft">Operations that are left.</param>
    /// <param name="force">Send it now.</param>
    public void Report(int running, double flopsLeft, bool force)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_begin);
        if (!force && elapsed - _last < _interval)
            return;
        _last = elapsed;
        double seconds = Math.Max(1e-9, elapsed.TotalSeconds);

        // What training and evaluations took per operation, without the compilation of shapes.
        double spent = _training - _compiling;
        TimeSpan? left = _flops > 0 && spent > 0.5 ? TimeSpan.FromSeconds(Math.Min(flopsLeft / _flops * spent * (1 + (_evaluation / _training)), 1e9)) : null;
        Latest = new SweepProgress(_total, _counts.Done, _counts.Diverged, _counts.Failed, running, Trained > 0 ? Trained / seconds : double.NaN, _steps / seconds, left, elapsed, Times.Busy, _metric, [.. _best.OrderBy(pair => pair.Key.Target, StringComparer.Ordinal).ThenBy(pair => pair.Value.Value).Select(pair => pair.Value)]);
        _lease?.Report(_counts.Ended, running, left?.TotalSeconds);
        _progress?.Report(Latest);
    }

    private static double Time(Action action)
    {
        long begin = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
