namespace GenGpu.Training;

/// <summary>What one trial has come to.</summary>
/// <param name="Trial">The trial with its curve and status.</param>
/// <param name="Final">Figures of its last parameters; null when it has diverged.</param>
/// <param name="Best">Figures of its best parameters; null when it has diverged before the first evaluation.</param>
public sealed record TrialResult(Trial Trial, TrialFigures? Final, TrialFigures? Best);
