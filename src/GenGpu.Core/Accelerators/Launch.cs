using GenGpu.Core.Programs;

namespace GenGpu.Core.Accelerators;

/// <summary>An order to run a program for some steps on some models of an ensemble.</summary>
/// <param name="Ensemble">The ensemble.</param>
/// <param name="Program">A program of its definition.</param>
/// <param name="FirstStep">Number of the first step: a part of every random counter, and t - 1 of Adam. 0 to 2^32 - 1.</param>
/// <param name="StepCount">Number of steps, at least 1.</param>
public sealed record Launch(IEnsemble Ensemble, Program Program, long FirstStep, int StepCount)
{
    /// <summary>First model of the range; default 0.</summary>
    public int FirstModel { get; init; }

    /// <summary>Number of models; default all from <see cref="FirstModel"/>.</summary>
    public int ModelCount { get; init; } = Ensemble.ModelCount;

    /// <summary>
    /// Run also models that have diverged or were stopped (evaluation of a stopped model). Training launches leave it false.
    /// </summary>
    public bool IncludeStopped { get; init; }

    /// <summary>Receives the time that workers were busy with this launch, or null when nobody asks.</summary>
    public LaunchClock? Clock { get; init; }

    /// <summary>
    /// Receives each output stream of the program, by its index: [model of the launch][row][step * columns + column], without padding. Models that are skipped
    /// leave theirs unchanged. Null entries are not written; an empty list drops all.
    /// </summary>
    public IReadOnlyList<Memory<float>?> Outputs { get; init; } = [];

    /// <summary>Gives each input stream of the program, by its index: [row][step * columns + column], the same for all models.</summary>
    public IReadOnlyList<ReadOnlyMemory<float>> Inputs { get; init; } = [];
}
