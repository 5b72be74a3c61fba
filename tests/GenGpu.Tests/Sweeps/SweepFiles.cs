using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Spec;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Sweeps;

/// <summary>Specifications for tests.</summary>
internal static class SweepFiles
{
    /// <summary>Trials that train in milliseconds.</summary>
    public const string Tiny = """
        schema: gengpu/sweep/1
        name: tiny
        base: {target: 1d-bimodal, budget: 60, steps: 40, batch-size: 16, evaluate-every: 20, curve-samples: 100, final-samples: 200}
        grid: {model: [gan, rbm], learningRate: [1e-3, 1e-4]}
        repeat: {seed: 0..2}
        """;

    public static SweepPlan Expand(string yaml, params string[] overrides)
    {
        using var folder = new TemporaryFolder();
        return SweepExpander.Expand(SweepSpecReader.Read(folder.Text("spec.yaml", yaml), overrides));
    }

    public static string[] Ids(string yaml, params string[] overrides) => [.. Expand(yaml, overrides).List.Trials.Select(trial => trial.Id)];
}
