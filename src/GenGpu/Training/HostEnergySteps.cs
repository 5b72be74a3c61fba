using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;

namespace GenGpu.Training;

/// <summary>
/// Training steps of models whose energy is a function on the host: draws the points of a step, has the energy evaluated there for every trial that runs, and makes the launches that take its values. A trial whose energy or gradient is
/// not finite has diverged; the others go on.
/// </summary>
internal sealed class HostEnergySteps
{
    private readonly IAccelerator _accelerator;
    private readonly TrialGroup _group;
    private readonly CallbackEnergy _energy;
    private readonly Program _points;
    private readonly Program _train;
    private readonly int _batch;
    private readonly float[] _drawn;
    private readonly float[][] _values;
    private readonly float[][] _gradients;

    /// <summary>Makes room for the streams.</summary>
    /// <param name="accelerator">What runs the programs.</param>
    /// <param name="group">Trials of a model with <see cref="TrainableModel.EnergyPoints"/>.</param>
    public HostEnergySteps(IAccelerator accelerator, TrialGroup group)
    {
        (_accelerator, _group) = (accelerator, group);
        _energy = group.Model.HostEnergy!;
        _points = group.Model.EnergyPoints!;
        _train = group.Model.Train;
        _batch = _points.BatchSize;
        int trials = group.Trials.Count;
        _drawn = new float[checked(trials * _energy.Dimensions * _batch)];
        _values = [.. Enumerable.Range(0, trials).Select(_ => new float[_batch])];
        _gradients = [.. Enumerable.Range(0, trials).Select(_ => new float[_energy.Dimensions * _batch])];
    }

    /// <summary>Evaluates the energy for one step.</summary>
    /// <param name="step">Number of the step.</param>
    /// <returns>The launches of that step, one per trial that runs; they have not been run.</returns>
    /// <exception cref="EnergyCallbackException">The function on the host has failed; no trial has taken the step.</exception>
    public IReadOnlyList<Launch> Prepare(long step)
    {
        _accelerator.Run([new Launch(_group.Ensemble, _points, step, 1) { Clock = _group.TrainingClock, Outputs = [_drawn.AsMemory()] }]);
        var launches = new List<Launch>();
        foreach (Trial trial in _group.Trials)
        {
            // The status of the ensemble, not of the trial: it may have diverged in the step before.
            if (_group.Ensemble.Status(trial.Index).State != ModelState.Running)
                continue;
            ReadOnlySpan<float> x = _drawn.AsSpan(trial.Index * _energy.Dimensions * _batch, _energy.Dimensions * _batch);
            (float[] values, float[] gradient) = (_values[trial.Index], _gradients[trial.Index]);
            string? cause = FirstCoordinate(x);
            if (cause is null)
            {
                _energy.EvaluateBatch(x, values, gradient);
                cause = FirstValue(x, values, gradient);
            }

            if (cause is not null)
            {
                _group.Ensemble.SetStatus(trial.Index, new ModelStatus(ModelState.Diverged, step, cause));
                continue;
            }

            launches.Add(new Launch(_group.Ensemble, _train, step, 1)
            {
                FirstModel = trial.Index,
                ModelCount = 1,
                Clock = _group.TrainingClock,
                Inputs = [.. _train.Inputs.Select(input => (ReadOnlyMemory<float>)(input.Name == CallbackEnergy.ValueInput ? values : gradient))],
            });
        }

        return launches;
    }

    private string? FirstCoordinate(ReadOnlySpan<float> x)
    {
        for (int index = 0; index < x.Length; index++)
        {
            if (!float.IsFinite(x[index]))
                return FormattableString.Invariant($"x{index / _batch} of the flow's samples");
        }

        return null;
    }

    private string? FirstValue(ReadOnlySpan<float> x, ReadOnlySpan<float> values, ReadOnlySpan<float> gradient)
    {
        for (int sample = 0; sample < _batch; sample++)
        {
            if (!float.IsFinite(values[sample]))
                return $"U of {_energy.Name} at {Describe(x, sample)}";
            for (int row = 0; row < _energy.Dimensions; row++)
            {
                if (!float.IsFinite(gradient[(row * _batch) + sample]))
                    return FormattableString.Invariant($"dU/dx{row} of {_energy.Name} at {Describe(x, sample)}");
            }
        }

        return null;
    }

    // The first coordinates: enough to find the place, and no screen full of a protein.
    private string Describe(ReadOnlySpan<float> x, int sample)
    {
        const int shown = 4;
        var parts = new List<string>();
        for (int row = 0; row < Math.Min(shown, _energy.Dimensions); row++)
            parts.Add(FormattableString.Invariant($"x{row}={x[(row * _batch) + sample]:G4}"));
        return string.Join(" ", parts) + (_energy.Dimensions > shown ? " ..." : "");
    }
}
