using GenGpu.Evaluation;
using GenGpu.Models.Families;
using GenGpu.Training;

namespace GenGpu.Sweeps.Execution;

/// <summary>A model that trials of one shape share, with its target's metrics.</summary>
/// <param name="Model">The model; its hyper values are the first trial's.</param>
/// <param name="Configuration">Configuration of the trial that it was built for.</param>
/// <param name="Metrics">The metrics.</param>
/// <param name="Fingerprint">What its trials have in common.</param>
public sealed record EnsembleModel(TrainableModel Model, TrainingConfiguration Configuration, ISampleMetrics Metrics, string Fingerprint)
{
    /// <summary>Floating-point operations of one training step of one model, each Repeat body counted once.</summary>
    public double FlopsPerStep { get; } = Model.Train.Quiet.Instructions().Sum(instruction => instruction.Op.CostOf(instruction).Flops);

    /// <summary>Bytes of one model in memory: states of the trained and of the sampling copy, and hyper values.</summary>
    public long BytesPerTrial => 2L * sizeof(float) * (Model.Definition.StateLength + Model.Definition.HyperLength);

    /// <summary>Busy core-seconds of one training step of one model, as last measured; 0 before.</summary>
    public double SecondsPerStep { get; set; }
}
