using GenGpu.Core.Accelerators;

namespace GenGpu.Training;

/// <summary>One model with one configuration and one seed, and what is known about its training so far.</summary>
/// <param name="model">Name of the family.</param>
/// <param name="index">Index within the family's ensemble.</param>
/// <param name="seed">Seed of everything it draws.</param>
/// <param name="id">Its name in checkpoints, where family and seed do not tell trials apart; null where they do.</param>
public sealed class Trial(string model, int index, ulong seed, string? id = null)
{
    /// <summary>Its id in a sweep; null in a run whose trials differ in family and seed alone.</summary>
    public string? Id { get; } = id;

    /// <summary>Name of the family.</summary>
    public string Model { get; } = model;

    /// <summary>Index within the family's ensemble.</summary>
    public int Index { get; } = index;

    /// <summary>Seed of everything it draws.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>Evaluations, in the order of steps.</summary>
    public List<CurvePoint> Curve { get; } = [];

    /// <summary>Whether it runs, has diverged, or was stopped early.</summary>
    public ModelStatus Status { get; set; } = ModelStatus.Running;

    /// <summary>The best evaluation so far, or null before the first.</summary>
    public BestPoint? Best { get; set; }

    /// <summary>Evaluations since the best one; early stopping looks at it.</summary>
    public int EvaluationsSinceBest { get; set; }

    /// <summary>Training steps that its parameters have seen when <paramref name="step"/> steps of the run are done.</summary>
    /// <param name="step">Steps of the run.</param>
    public long StepsDone(long step) => Status.State == ModelState.Running ? step : Math.Min(step, Status.Step);
}
