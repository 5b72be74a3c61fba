using System.Diagnostics;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Cpu;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Bench.Training;

/// <summary>Models of the classical benchmark on 2d-gmm, batch 128, that train and are timed.</summary>
public sealed class TrainingLoop : IDisposable
{
    private readonly CpuAccelerator _accelerator;
    private readonly IEnsemble _ensemble;
    private readonly TrainableModel _model;
    private long _step;
    private int _chunk = 1;

    public TrainingLoop(string family, int width, int models, int threads)
    {
        _model = FamilyCatalog.Get(family).Create(TargetCatalog.Get("2d-gmm"), new FamilyOptions { Budget = BudgetOf(family, width) });
        if (_model.HiddenWidth != width)
            throw new InvalidOperationException(FormattableString.Invariant($"{family} was built with width {_model.HiddenWidth}, not {width}."));
        _accelerator = new CpuAccelerator(threads);
        _ensemble = _accelerator.CreateEnsemble(_model.Definition, [.. Enumerable.Range(0, models).Select(i => 42UL + (ulong)i)]);
        _accelerator.Run([new Launch(_ensemble, _model.Initialise, 0, 1)]);
    }

    public IEnsemble Ensemble => _ensemble;

    public GenGpu.Core.Programs.Program Train => _model.Train;

    public long ParameterCount => _model.ParameterCount;

    /// <summary>Trains about that long and returns the microseconds per model and step.</summary>
    public double Measure(double seconds)
    {
        // Launches of about a twentieth of a second: long against the start of the team, short against the measurement.
        double target = Math.Min(0.05, seconds / 4);
        long steps = 0;
        long start = Stopwatch.GetTimestamp();
        double passed = 0;
        while (passed < seconds)
        {
            _accelerator.Run([new Launch(_ensemble, _model.Train, _step, _chunk)]);
            _step += _chunk;
            steps += _chunk;
            double before = passed;
            passed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double factor = target / Math.Max(passed - before, 1e-6);
            _chunk = (int)Math.Clamp(_chunk * Math.Clamp(factor, 0.5, 4), 1, 1_000_000);
        }

        RequireRunning();
        return 1e6 * passed / (steps * _ensemble.ModelCount);
    }

    /// <summary>Trains until the time per step no longer falls: the JIT replaces the first versions of hot methods while they run.</summary>
    public void WarmUp()
    {
        double before = double.PositiveInfinity;
        for (int window = 0; window < 16; window++)
        {
            double now = Measure(0.25);
            if (window >= 4 && now > 0.95 * before)
                return;
            before = now;
        }
    }

    public void Dispose()
    {
        _ensemble.Dispose();
        _accelerator.Dispose();
    }

    // A diverged model is skipped and would make the figure look better than it is.
    private void RequireRunning()
    {
        for (int model = 0; model < _ensemble.ModelCount; model++)
        {
            ModelStatus status = _ensemble.Status(model);
            if (status.State != ModelState.Running)
                throw new InvalidOperationException(FormattableString.Invariant($"Model {model} ended at step {status.Step}: {status.State} {status.Value}."));
        }
    }

    // The parameter counts of 2-D targets with one hidden layer: the width that fits a budget is then the wanted one.
    private static int BudgetOf(string family, int width) => family switch
    {
        "gan" => 23 * width + 3,
        "vae" => 12 * width + 6,
        "rbm" => 3 * width + 4,
        _ => throw new UserErrorException($"There is no family '{family}' here; expected gan, vae or rbm.", 2),
    };
}
