using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;
using GenGpu.Models.Flows;

namespace GenGpu.Training;

/// <summary>
/// Draws samples of trained models. It holds copies of their states in an ensemble of its own, several per model when there are few of
/// them, so that the samples of one model are drawn by all cores; a sample depends on the seed and its number alone.
/// </summary>
public sealed class ModelSampler : IDisposable
{
    private readonly IEnsemble _copies;
    private readonly Program _sample;
    private readonly ProgramStream _stream;
    private readonly StateSlot[] _slots;
    private readonly int _copiesPerTrial;
    private readonly float[] _scratch;
    private readonly CallbackEnergy? _hostEnergy;
    private readonly WeightedSamples? _weighted;
    private readonly float[][] _pieces;

    /// <summary>Creates the copies.</summary>
    /// <param name="accelerator">What runs them.</param>
    /// <param name="model">The model.</param>
    /// <param name="seeds">One seed per trial.</param>
    /// <param name="copiesPerTrial">Copies of each trial, at least 1; results do not depend on it.</param>
    /// <param name="output">Name of the output that is collected.</param>
    public ModelSampler(IAccelerator accelerator, TrainableModel model, IReadOnlyList<ulong> seeds, int copiesPerTrial, string output)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentOutOfRangeException.ThrowIfLessThan(copiesPerTrial, 1);
        _sample = model.Sample;
        _stream = _sample.Outputs.First(stream => stream.Name == output);
        _copiesPerTrial = copiesPerTrial;
        if (output == WeightedSamples.OutputName)
            (_hostEnergy, _weighted) = (model.HostEnergy, model.Weighted);
        ulong[] all = new ulong[checked(seeds.Count * copiesPerTrial)];
        for (int copy = 0; copy < all.Length; copy++)
            all[copy] = seeds[copy / copiesPerTrial];
        _copies = accelerator.CreateEnsemble(model.Definition, all);
        _slots = [.. SampledSlots(model.Definition)];
        _scratch = new float[_slots.Length == 0 ? 1 : _slots.Max(slot => slot.Shape.ElementCount)];
        _pieces = new float[all.Length][];
    }

    /// <summary>Coordinates of a sample.</summary>
    public int Rows => _stream.Shape.Rows;

    /// <summary>The slots that samples depend on: all but optimizer moments and reports.</summary>
    /// <param name="definition">The definition.</param>
    public static IEnumerable<StateSlot> SampledSlots(ModelDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return definition.State.Where(slot => slot.Role is not (StateRole.FirstMoment or StateRole.SecondMoment or StateRole.Report));
    }

    /// <summary>Takes the hyper values of a model.</summary>
    /// <param name="trial">Index of the trial.</param>
    /// <param name="source">An ensemble of the same definition.</param>
    /// <param name="model">Index of the model in it.</param>
    public void TakeHypers(int trial, IEnsemble source, int model)
    {
        foreach (HyperSlot slot in source.Definition.Hypers)
        {
            float[] values = new float[slot.Rows * slot.Columns];
            source.ReadHyper(model, slot, values);
            for (int copy = 0; copy < _copiesPerTrial; copy++)
                _copies.WriteHyper((trial * _copiesPerTrial) + copy, slot, values);
        }
    }

    /// <summary>Sets a hyper value of the copies of one trial; the ensemble that trains keeps its own.</summary>
    /// <param name="trial">Index of the trial.</param>
    /// <param name="name">Name of the hyper value, of which there is one number per model.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The definition has no such hyper value.</exception>
    public void SetHyper(int trial, string name, float value)
    {
        HyperSlot slot = _copies.Definition.FindHyper(name) ?? throw new ArgumentException($"There is no hyper value '{name}'.", nameof(name));
        for (int copy = 0; copy < _copiesPerTrial; copy++)
            _copies.WriteHyper((trial * _copiesPerTrial) + copy, slot, [value]);
    }

    /// <summary>Makes the copies of one trial sample at given conditions, until <see cref="TakeHypers"/>; the ensemble that trains keeps its own.</summary>
    /// <param name="trial">Index of the trial.</param>
    /// <param name="values">One value per condition.</param>
    public void SetConditions(int trial, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        for (int index = 0; index < values.Count; index++)
            SetHyper(trial, ConditionSet.HyperNameOf(index), (float)values[index]);
        if (_copies.Definition.FindHyper(ConditionSet.GivenName) is not null)
            SetHyper(trial, ConditionSet.GivenName, 1);
    }

    /// <summary>Takes the state of a model.</summary>
    /// <param name="trial">Index of the trial.</param>
    /// <param name="source">An ensemble of the same definition.</param>
    /// <param name="model">Index of the model in it.</param>
    public void Take(int trial, IEnsemble source, int model)
    {
        foreach (StateSlot slot in _slots)
        {
            Span<float> values = _scratch.AsSpan(0, (int)slot.Shape.ElementCount);
            source.Read(model, slot, values);
            for (int copy = 0; copy < _copiesPerTrial; copy++)
                _copies.Write((trial * _copiesPerTrial) + copy, slot, values);
        }
    }

    /// <summary>Takes a state that was kept.</summary>
    /// <param name="trial">Index of the trial.</param>
    /// <param name="state">One packed array per slot of <see cref="SampledSlots"/>.</param>
    public void Take(int trial, IReadOnlyList<float[]> state)
    {
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            for (int copy = 0; copy < _copiesPerTrial; copy++)
                _copies.Write((trial * _copiesPerTrial) + copy, _slots[slot], state[slot]);
        }
    }

    /// <summary>Adds the launches that draw samples of one trial. They go into one <see cref="IAccelerator.Run"/> with those of others; <see cref="Collect"/> follows.</summary>
    /// <param name="launches">The list to add to.</param>
    /// <param name="trial">Index of the trial.</param>
    /// <param name="firstStep">First step of the sample program.</param>
    /// <param name="count">Number of samples.</param>
    public void AddLaunches(List<Launch> launches, int trial, long firstStep, int count)
    {
        ArgumentNullException.ThrowIfNull(launches);
        int steps = SampleRange.Steps(count, _sample.BatchSize);
        for (int piece = 0; piece < _copiesPerTrial; piece++)
        {
            (int first, int length) = Piece(piece, steps);
            if (length == 0)
                continue;
            int model = (trial * _copiesPerTrial) + piece;
            int floats = checked((int)_stream.LengthPerModel(length));
            if (_pieces[model] is null || _pieces[model].Length < floats)
                _pieces[model] = new float[floats];
            var outputs = new Memory<float>?[_sample.Outputs.Count];
            outputs[_stream.Index] = _pieces[model].AsMemory(0, floats);
            launches.Add(new Launch(_copies, _sample, firstStep + first, length) { FirstModel = model, ModelCount = 1, IncludeStopped = true, Outputs = outputs });
        }
    }

    /// <summary>Puts the samples of one trial together after its launches have run.</summary>
    /// <param name="trial">Index of the trial.</param>
    /// <param name="count">Number of samples, as in <see cref="AddLaunches"/>.</param>
    /// <param name="samples">Receives [rows, count], sample contiguous.</param>
    /// <exception cref="EnergyCallbackException">The energy is a function on the host, and it has failed.</exception>
    public void Collect(int trial, int count, Span<float> samples)
    {
        int batch = _sample.BatchSize;
        int steps = SampleRange.Steps(count, batch);
        for (int piece = 0; piece < _copiesPerTrial; piece++)
        {
            (int first, int length) = Piece(piece, steps);
            long begin = (long)first * batch;
            int here = (int)Math.Min((long)length * batch, count - begin);
            if (here <= 0)
                continue;
            float[] source = _pieces[(trial * _copiesPerTrial) + piece];
            for (int row = 0; row < Rows; row++)
                source.AsSpan(row * length * batch, here).CopyTo(samples.Slice(checked((int)(((long)row * count) + begin)), here));
        }

        if (_hostEnergy is not null)
            MultiplyEnergy(_hostEnergy, _weighted!, count, samples);
    }

    /// <inheritdoc/>
    public void Dispose() => _copies.Dispose();

    private static void MultiplyEnergy(CallbackEnergy energy, WeightedSamples layout, int count, Span<float> samples)
    {
        float[] values = new float[count];
        energy.EvaluateBatch(samples[..(layout.Dimensions * count)], values, []);
        Span<float> reduced = samples.Slice(layout.ReducedEnergy * count, count);
        for (int sample = 0; sample < count; sample++)
            reduced[sample] *= values[sample];
    }

    private (int First, int Length) Piece(int piece, int steps)
    {
        int first = (int)((long)piece * steps / _copiesPerTrial);
        return (first, (int)((long)(piece + 1) * steps / _copiesPerTrial) - first);
    }
}
