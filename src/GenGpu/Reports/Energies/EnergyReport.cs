using GenGpu.Models.Energies;
using GenGpu.Training;

namespace GenGpu.Reports.Energies;

/// <summary>What the pictures of a run on an energy show.</summary>
/// <param name="Title">The line above pictures of training: energy, budget, batch size, seeds.</param>
/// <param name="Law">The distribution that the samples are weighted against.</param>
/// <param name="ColumnNames">One name per coordinate.</param>
/// <param name="Curves">How training went.</param>
public sealed record EnergyReport(string Title, BoltzmannLaw Law, IReadOnlyList<string> ColumnNames, EnergyCurves Curves)
{
    /// <summary>The line above pictures of samples, which are of one seed.</summary>
    public string SampleTitle { get; init; } = Title;

    /// <summary>The line above the picture of a condition, which is of one seed and of every value.</summary>
    public string ConditionTitle { get; init; } = Title;

    /// <summary>Samples of the flow at the end of training; null when it diverged.</summary>
    public WeightedPoints? Samples { get; init; }

    /// <summary>Samples of the target, or null where there are none.</summary>
    public ReportSamples? Target { get; init; }

    /// <summary>beta U of samples of the target, not necessarily those of <see cref="Target"/>; empty where there are none.</summary>
    public ReadOnlyMemory<float> TargetReducedEnergies { get; init; }

    /// <summary>The flow over the interval of its condition, or null without one.</summary>
    public ConditionCurve? Condition { get; init; }
}
