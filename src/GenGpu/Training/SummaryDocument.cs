namespace GenGpu.Training;

/// <summary>The result of a run as one document: summary.json, and what <c>--json</c> prints.</summary>
/// <param name="Schema">Format of the document.</param>
/// <param name="Gengpu">Version and commit.</param>
/// <param name="Numerics">Numerics version.</param>
/// <param name="Accelerator">What trained.</param>
/// <param name="Device">The hardware.</param>
/// <param name="Target">Name of the target.</param>
/// <param name="Dimensions">Coordinates of a point.</param>
/// <param name="Steps">Training steps.</param>
/// <param name="Seconds">Wall-clock seconds per phase; of <c>gengpu evaluate</c> those of the evaluation alone.</param>
/// <param name="Models">One entry per family.</param>
/// <param name="Pictures">Pictures that were drawn.</param>
/// <param name="Notes">How to read the figures, in plain words.</param>
/// <param name="SampleSeed">Seed of fresh samples that the figures were measured on (<c>gengpu evaluate</c>), or null for the run's own samples.</param>
/// <param name="Configuration">The whole configuration.</param>
public sealed record SummaryDocument(
    string Schema,
    string Gengpu,
    int Numerics,
    string Accelerator,
    string Device,
    string Target,
    int Dimensions,
    long Steps,
    IReadOnlyDictionary<string, double> Seconds,
    IReadOnlyList<SummaryModel> Models,
    IReadOnlyList<string> Pictures,
    IReadOnlyList<string> Notes,
    ulong? SampleSeed,
    TrainingConfiguration Configuration);
