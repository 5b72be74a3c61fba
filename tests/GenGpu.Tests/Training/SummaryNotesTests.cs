using GenGpu.Evaluation;
using GenGpu.Tests.Storage;
using GenGpu.Training;

namespace GenGpu.Tests.Training;

public class SummaryNotesTests
{
    private const string Negative = "does worse than one that tells nothing apart";

    [Theory]
    [InlineData("gan", AdversarialEvaluation.JensenShannon)]
    [InlineData("wgan", AdversarialEvaluation.Wasserstein)]
    public void ANegativeEstimateAndTheCountOfModesAreExplained(string family, string estimate)
    {
        using var folder = new TemporaryFolder();
        using var tiny = new TinyRun(TinyRun.Configuration(folder.FullName, family) with { Target = "2d-mix-gauss", Budget = 120, Steps = 2, EvaluationInterval = 2, SnapshotPercent = 0, FinalSamples = 200 });
        SummaryModel model = Assert.Single(SummaryBuilder.Build(tiny.Plan, tiny.Train(), []).Models);
        Assert.DoesNotContain(NotesWith(0.1), note => note.Contains(Negative, StringComparison.Ordinal));
        Assert.Single(NotesWith(-0.1), note => note.Contains(Negative, StringComparison.Ordinal));
        Assert.Single(NotesWith(0.1), note => note.StartsWith("modes hit: ", StringComparison.Ordinal));

        IReadOnlyList<string> NotesWith(double low)
        {
            var metrics = new Dictionary<string, SummaryMetric>(model.Final!.Metrics);
            metrics[estimate] = metrics[estimate] with { Low = low };
            return SummaryNotes.Of(tiny.Plan, [model with { Final = model.Final with { Metrics = metrics } }], null);
        }
    }
}
