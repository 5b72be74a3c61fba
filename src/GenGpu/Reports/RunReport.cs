using GenGpu.Models.Diffusion;

namespace GenGpu.Reports;

/// <summary>What the pictures of one run show.</summary>
/// <param name="Title">One line above every picture: target, budget, batch size, seeds.</param>
/// <param name="ColumnNames">One name per dimension of the data, with its unit where it has one.</param>
/// <param name="Target">Samples of the target.</param>
/// <param name="Models">The models, in the order of legends and panels.</param>
public sealed record RunReport(string Title, IReadOnlyList<string> ColumnNames, ReportSamples Target, IReadOnlyList<ModelReport> Models)
{
    /// <summary>The line above pictures of samples, which are of one seed.</summary>
    public string SampleTitle { get; init; } = Title;

    /// <summary>Columns at the end of the data that models were given and did not learn.</summary>
    public int GivenColumns { get; init; }

    /// <summary>The floor of the KL divergence, or null.</summary>
    public MetricFloor? KlDivergenceFloor { get; init; }

    /// <summary>The floor of W1, or null.</summary>
    public MetricFloor? WassersteinFloor { get; init; }

    /// <summary>What the left-hand axis of the metrics picture measures, in nats.</summary>
    public string KlDivergenceName { get; init; } = "KL(target ‖ model)";

    /// <summary>What the right-hand axis of the metrics picture measures, with its unit, for example "sliced W1 / units of x".</summary>
    public string WassersteinName { get; init; } = "W1";

    /// <summary>The range of all data axes; null to take it from the target's samples, axis by axis.</summary>
    public (double Lower, double Upper)? Range { get; init; }

    /// <summary>Centres of the modes of a planar target that are narrower than a heat map's cells: its pictures show dots and circles (<see cref="ModeScatter"/>). Empty for all others.</summary>
    public IReadOnlyList<(double X, double Y)> Modes { get; init; } = [];

    /// <summary>The exact density of a one-dimensional target, or null.</summary>
    public Func<double, double>? TargetDensity { get; init; }

    /// <summary>In binned mode the equally spaced points that samples decode to; otherwise null.</summary>
    public IReadOnlyList<double>? Categories { get; init; }

    /// <summary>The exact probability of each category, or null.</summary>
    public IReadOnlyList<double>? CategoryMasses { get; init; }

    /// <summary>The decoder's means over the latents, or null when no model has a decoder of two latents.</summary>
    public LatentManifold? Manifold { get; init; }

    /// <summary>Target and models at conditions, ascending; empty without conditions.</summary>
    public IReadOnlyList<ConditionPanel> Conditions { get; init; } = [];

    /// <summary>One name per coordinate of what <see cref="Conditions"/> shows, which leaves the conditions themselves out.</summary>
    public IReadOnlyList<string> ConditionColumns { get; init; } = [];

    /// <summary>Score errors of the diffusion model over its noise steps; empty when there is none or the exact score is not known.</summary>
    public IReadOnlyList<ScoreError> ScoreErrors { get; init; } = [];
}
