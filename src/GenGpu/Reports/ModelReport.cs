namespace GenGpu.Reports;

/// <summary>What the pictures show of one model.</summary>
/// <param name="Name">The name in legends, for example GAN.</param>
/// <param name="Steps">The steps at which the curves were evaluated, ascending.</param>
/// <param name="KlDivergence">KL(target || model) in nats, one value per step.</param>
/// <param name="Wasserstein">W1 in the unit of the data, one value per step.</param>
/// <param name="FinalSamples">Samples at the end of training, or null when the model diverged.</param>
/// <param name="Snapshots">Samples during training, in ascending order; may be empty.</param>
public sealed record ModelReport(
    string Name,
    IReadOnlyList<long> Steps,
    MetricCurve KlDivergence,
    MetricCurve Wasserstein,
    ReportSamples? FinalSamples,
    IReadOnlyList<ModelSnapshot> Snapshots);
