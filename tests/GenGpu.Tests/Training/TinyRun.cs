using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Training;

namespace GenGpu.Tests.Training;

/// <summary>A run small enough for tests.</summary>
internal sealed class TinyRun : IDisposable
{
    private readonly IAccelerator _accelerator;
    private readonly TargetSampling _sampling;

    public TinyRun(TrainingConfiguration configuration, string accelerator = "cpu")
    {
        Plan = RunPlan.Create(configuration);
        _accelerator = AcceleratorChoice.Create(accelerator, configuration.Threads).Accelerator;
        _sampling = new TargetSampling(_accelerator, Plan.Target);
        Run = new TrainingRun(configuration, Plan.Models, Plan.CreateMetrics(_accelerator, _sampling), _accelerator);
    }

    public RunPlan Plan { get; }

    public TrainingRun Run { get; }

    public static TrainingConfiguration Configuration(string output, params string[] models) => new()
    {
        Target = "1d-bimodal",
        Models = models.Length == 0 ? ["gan", "vae", "rbm"] : models,
        Budget = 60,
        Steps = 60,
        BatchSize = 16,
        EvaluationInterval = 20,
        CurveSamples = 100,
        FinalSamples = 200,
        SnapshotPercent = 25,
        ExactLikelihood = false,
        Output = output,
        Accelerator = "cpu",
    };

    public TrainingResult Train(Action<TrainingRun>? checkpoint = null, IProgress<TrainProgress>? progress = null, CancellationToken stop = default) =>
        new Trainer(Run, progress, TimeSpan.Zero, checkpoint ?? (_ => { })).Train(stop);

    public float[] Parameters(string model, int trial = 0)
    {
        TrialGroup group = Run.Groups.Single(g => g.Model.Family == model);
        return [.. group.CopyState(trial).SelectMany(values => values)];
    }

    public void Dispose()
    {
        Run.Dispose();
        _sampling.Dispose();
        _accelerator.Dispose();
    }
}
