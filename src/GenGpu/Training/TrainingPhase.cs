namespace GenGpu.Training;

/// <summary>What a run spends its time on.</summary>
public enum TrainingPhase
{
    /// <summary>Training steps.</summary>
    Train,

    /// <summary>Samples of models and their metrics.</summary>
    Evaluate,

    /// <summary>Pictures.</summary>
    Draw,

    /// <summary>Checkpoints, weights, tables and samples on disk.</summary>
    Write,
}
