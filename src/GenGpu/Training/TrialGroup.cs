using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Families;
using GenGpu.Models.Flows;

namespace GenGpu.Training;

/// <summary>The trials of one family: one ensemble that trains and the copies that sample.</summary>
public sealed class TrialGroup : IDisposable
{
    private readonly StateSlot? _loss;

    /// <summary>Creates the ensembles; parameters are still zero.</summary>
    /// <param name="accelerator">What runs them.</param>
    /// <param name="model">The model.</param>
    /// <param name="seeds">One seed per trial.</param>
    /// <param name="copiesPerTrial">Copies of each trial that sample side by side.</param>
    /// <param name="sampleSeed">Seed of samples that are independent of those that a run draws for itself, or null for the run's own.</param>
    /// <exception cref="UserErrorException">The energy is a function on the host, and the accelerator runs elsewhere.</exception>
    public TrialGroup(IAccelerator accelerator, TrainableModel model, IReadOnlyList<ulong> seeds, int copiesPerTrial, ulong? sampleSeed = null)
        : this(accelerator, model, [.. seeds.Select(seed => new TrialSetup(null, seed, null))], copiesPerTrial, sampleSeed)
    {
    }

    /// <summary>Creates the ensembles of trials that differ in hyper values as well; parameters are still zero.</summary>
    /// <param name="accelerator">What runs them.</param>
    /// <param name="model">The model.</param>
    /// <param name="setups">What each trial begins with.</param>
    /// <param name="copiesPerTrial">Copies of each trial that sample side by side.</param>
    /// <param name="sampleSeed">Seed of samples that are independent of those that a run draws for itself, or null for the run's own.</param>
    /// <exception cref="UserErrorException">The energy is a function on the host, and the accelerator runs elsewhere.</exception>
    public TrialGroup(IAccelerator accelerator, TrainableModel model, IReadOnlyList<TrialSetup> setups, int copiesPerTrial, ulong? sampleSeed = null)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(setups);
        if (model.HostEnergy is { } host && accelerator.Name is not ("cpu" or "reference"))
            throw new UserErrorException($"Energy {host.Name} is a function on the host, which accelerator {accelerator.Name} cannot call; use --accelerator cpu, or write the energy as ops or as an expression.", exitCode: 2);
        Model = model;
        Trials = [.. setups.Select((setup, index) => new Trial(model.Family, index, setup.Seed, setup.Id))];
        ulong[] seeds = [.. setups.Select(setup => setup.Seed)];
        Ensemble = accelerator.CreateEnsemble(model.Definition, seeds);
        ulong[] samplerSeeds = [.. seeds.Select(seed => sampleSeed is { } fresh ? SampleSeeds.Of(seed, fresh) : seed)];
        Sampler = new ModelSampler(accelerator, model, samplerSeeds, copiesPerTrial, MetricOutput(model));
        for (int trial = 0; trial < setups.Count; trial++)
        {
            if (setups[trial].Hypers is not { } hypers)
                continue;
            for (int slot = 0; slot < hypers.Count; slot++)
                Ensemble.WriteHyper(trial, model.Definition.Hypers[slot], hypers[slot]);
        }

        SampledSlots = [.. ModelSampler.SampledSlots(model.Definition)];
        _loss = model.Definition.FindState("loss") ?? model.Definition.State.FirstOrDefault(slot => slot.Role == StateRole.Report);
    }

    /// <summary>The model.</summary>
    public TrainableModel Model { get; }

    /// <summary>The trials, by model index.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>The ensemble that trains.</summary>
    public IEnsemble Ensemble { get; }

    /// <summary>The copies that sample.</summary>
    public ModelSampler Sampler { get; }

    /// <summary>The slots that samples depend on, in the order of <see cref="BestPoint.State"/>.</summary>
    public IReadOnlyList<StateSlot> SampledSlots { get; }

    /// <summary>How long workers have been busy with training, added up over all of them.</summary>
    public LaunchClock TrainingClock { get; } = new();

    /// <summary>Seconds that cores were busy with training; NaN where the accelerator measures none.</summary>
    public double CoreSeconds => TrainingClock.Seconds is > 0 and double seconds ? seconds : double.NaN;

    /// <summary>True while a trial still trains.</summary>
    public bool IsRunning
    {
        get
        {
            foreach (Trial trial in Trials)
            {
                if (trial.Status.State == ModelState.Running)
                    return true;
            }

            return false;
        }
    }

    /// <summary>The loss that a trial reported last; NaN where the family reports none.</summary>
    /// <param name="trial">Index of the trial.</param>
    public double Loss(int trial)
    {
        if (_loss is null)
            return double.NaN;
        Span<float> value = stackalloc float[1];
        Ensemble.Read(trial, _loss, value);
        return value[0];
    }

    /// <summary>Notes which trials have diverged since.</summary>
    public void UpdateStatus()
    {
        foreach (Trial trial in Trials)
        {
            if (trial.Status.State == ModelState.Running)
                trial.Status = Ensemble.Status(trial.Index);
        }
    }

    /// <summary>Stops a trial early.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="step">Steps done.</param>
    public void Stop(Trial trial, long step)
    {
        ArgumentNullException.ThrowIfNull(trial);
        trial.Status = ModelStatus.Stopped(step);
        Ensemble.SetStatus(trial.Index, trial.Status);
    }

    /// <summary>A copy of what samples of a trial depend on.</summary>
    /// <param name="trial">Index of the trial.</param>
    /// <returns>One packed array per slot of <see cref="SampledSlots"/>.</returns>
    public float[][] CopyState(int trial)
    {
        float[][] state = new float[SampledSlots.Count][];
        for (int slot = 0; slot < state.Length; slot++)
        {
            state[slot] = new float[SampledSlots[slot].Shape.ElementCount];
            Ensemble.Read(trial, SampledSlots[slot], state[slot]);
        }

        return state;
    }

    /// <summary>Name of the sample output that metrics look at: in the units that the model is trained in, with weights on an energy.</summary>
    /// <param name="model">The model.</param>
    public static string MetricOutput(TrainableModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Weighted is not null)
            return WeightedSamples.OutputName;
        return model.Sample.Outputs.Any(stream => stream.Name == model.StandardisedOutput) ? model.StandardisedOutput : model.SamplesOutput;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ensemble.Dispose();
        Sampler.Dispose();
    }
}
