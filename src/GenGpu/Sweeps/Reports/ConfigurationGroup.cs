using GenGpu.Sweeps.Expansion;

namespace GenGpu.Sweeps.Reports;

/// <summary>One configuration with its seeds, and a figure over them.</summary>
/// <param name="Trials">Its trials that have ended.</param>
/// <param name="Values">The figure of those that have it, in the order of the list.</param>
/// <param name="Diverged">Trials that diverged.</param>
/// <param name="Failed">Trials that failed.</param>
/// <param name="Median">Median over seeds; NaN when none has the figure.</param>
/// <param name="Low">Lower end of its 95 % bootstrap interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Floor">What a perfect model scores; NaN where it is not known.</param>
/// <param name="Parameters">Parameters of a model.</param>
/// <param name="CoreSeconds">Median of the core time of training.</param>
public sealed record ConfigurationGroup(
    IReadOnlyList<SweepTrial> Trials, IReadOnlyList<double> Values, int Diverged, int Failed, double Median, double Low, double High, double Floor, long Parameters, double CoreSeconds)
{
    /// <summary>A trial that has its configuration.</summary>
    public SweepTrial First => Trials[0];
}
