using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Evaluation;
using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;
using GenGpu.Tests.Storage;
using GenGpu.Training;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGpu.Tests.Training;

/// <summary>Flows learn from an energy that is a function on the host.</summary>
public sealed class CallbackTrainingTests
{
    private const double Tolerance = 2e-3;

    public static TheoryData<string, string, string?> Objectives => new()
    {
        { "cpu", "", null },
        { "reference", "", null },
        { "cpu", "gradient=path", null },
        { "cpu", "energyClip=3,annealStart=0.1", null },
        { "cpu", "coupling=affine", "beta=0.5:2" },
    };

    // Equal steps from equal starts; what differs is rounding, which 40 steps of Adam at 1e-3 make no more of than this.
    [Theory]
    [MemberData(nameof(Objectives))]
    public void A_function_that_equals_a_built_in_energy_trains_to_the_same_figures(string accelerator, string settings, string? condition)
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = Configuration(folder.FullName, settings) with { Condition = condition, Seeds = 2 };
        (double[] Parameters, TrialFigures Final) built = Train(configuration with { Energy = "double-well" }, accelerator, null);
        // Built-in energies start at the width of the lowest beta; a function says itself how wide its samples are.
        Energy catalog = EnergyCatalog.Get("double-well");
        IReadOnlyList<double> spread = condition is null ? catalog.Spread : new EnergyTarget(catalog, 1, Condition.Interval("beta", 0.5, 2, isGeometric: true)).StartSpread;
        var function = new CallbackEnergy("well", 2, (x, count, energies, gradient) => Fill(x, count, energies, gradient, 1), spread: spread);
        (double[] Parameters, TrialFigures Final) called = Train(configuration, accelerator, function);
        Assert.Equal(built.Parameters.Length, called.Parameters.Length);
        for (int i = 0; i < built.Parameters.Length; i++)
            Assert.Equal(built.Parameters[i], called.Parameters[i], Tolerance);
        foreach (string figure in new[] { BoltzmannMetrics.FreeEnergy, BoltzmannMetrics.LogPartition, BoltzmannMetrics.ReverseSampleSize, "<energy>" })
            Assert.Equal(built.Final.Find(figure)!.Value.Value, called.Final.Find(figure)!.Value.Value, 10 * Tolerance);
    }

    [Fact]
    public void A_wrong_gradient_trains_to_other_parameters()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = Configuration(folder.FullName);
        double[] right = Train(configuration, "cpu", Well()).Parameters;
        double[] wrong = Train(configuration, "cpu", Well(slope: -1)).Parameters;
        Assert.Contains(right.Zip(wrong), pair => Math.Abs(pair.First - pair.Second) > 5 * Tolerance);
    }

    [Fact]
    public void Alone_is_packed_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = Configuration(folder.FullName) with { Seeds = 3 };
        using var packed = new Training(configuration, "cpu", Well());
        packed.Run();
        using var alone = new Training(configuration with { Seeds = 1, Seed = 44, Threads = 1 }, "cpu", Well());
        alone.Run();
        Assert.Equal(packed.Parameters(2), alone.Parameters(0));
    }

    [Fact]
    public void A_trial_whose_energy_is_not_finite_diverges_alone_with_its_cause()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = Configuration(folder.FullName) with { Seeds = 3 };
        using var whole = new Training(configuration, "cpu", Well());
        whole.Run();

        // Three trials are asked for in turn: the 17th call is step 5 of the second one.
        int calls = 0;
        CallbackEnergy broken = Well((x, count, energies, gradient) =>
        {
            Fill(x, count, energies, gradient, 1);
            if (++calls == 17)
                gradient[count + 3] = double.NaN;
        });
        using var run = new Training(configuration, "cpu", broken);
        TrainingResult result = run.Run();
        ModelStatus status = result.Families[0].Trials[1].Trial.Status;
        Assert.Equal((ModelState.Diverged, 5L), (status.State, status.Step));
        Assert.StartsWith("dU/dx1 of well at x0=", status.Value, StringComparison.Ordinal);
        Assert.Null(result.Families[0].Trials[1].Final);
        Assert.Equal(whole.Parameters(0), run.Parameters(0));
        Assert.Equal(whole.Parameters(2), run.Parameters(2));
    }

    [Fact]
    public void A_gradient_that_is_not_given_is_named()
    {
        using var folder = new TemporaryFolder();
        var lazy = new CallbackEnergy("lazy", 2, (x, _) => x[0] * x[0]);
        using var run = new Training(Configuration(folder.FullName), "cpu", lazy);
        ModelStatus status = run.Run().Families[0].Trials[0].Trial.Status;
        Assert.Equal((ModelState.Diverged, 0L), (status.State, status.Step));
        Assert.StartsWith("dU/dx0 of lazy at x0=", status.Value, StringComparison.Ordinal);
    }

    // 20 steps, an evaluation, 20 steps, an evaluation, the final figures: at a step, in the first evaluation, at the end.
    [Theory]
    [InlineData(7, 6)]
    [InlineData(21, 20)]
    [InlineData(43, 40)]
    public void After_a_function_has_failed_the_run_goes_on_where_it_was(int failingCall, long step)
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = Configuration(folder["whole"]);
        Assert.Equal(JobStatus.Complete, Job(configuration, false, Well()).Run(null, default).Status);
        int calls = 0;
        CallbackEnergy broken = Well((x, count, energies, gradient) =>
        {
            if (++calls == failingCall)
                throw new InvalidOperationException("the license has expired");
            Fill(x, count, energies, gradient, 1);
        });
        TrainingConfiguration cut = configuration with { Output = folder["cut"] };
        UserErrorException error = Assert.Throws<UserErrorException>(() => Job(cut, false, broken).Run(null, default));
        Assert.Contains("The function of energy well failed", error.Message, StringComparison.Ordinal);
        Assert.Contains($"the license has expired. The run has stopped at step {step} with a checkpoint", error.Message, StringComparison.Ordinal);
        Assert.Equal(step, CheckpointFile.Read(folder["cut"]).State.Step);
        Assert.Equal(JobStatus.Complete, Job(cut, true, Well()).Run(null, default).Status);
        Assert.Equal(File.ReadAllText(Path.Combine(folder["whole"], "metrics.csv")), File.ReadAllText(Path.Combine(folder["cut"], "metrics.csv")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder["whole"], "samples_flow.npy")), File.ReadAllBytes(Path.Combine(folder["cut"], "samples_flow.npy")));
    }

    [Fact]
    public void A_run_on_disk_is_measured_by_the_program_that_knows_its_energy()
    {
        using var folder = new TemporaryFolder();
        Job(Configuration(folder.FullName), false, Well()).Run(null, default);
        using IAccelerator accelerator = AcceleratorChoice.Create("cpu", 1).Accelerator;
        SummaryDocument again = new TrainedModels(folder.FullName, accelerator) { Energy = Well() }.Evaluate(2000, 3, default);
        Assert.InRange(again.Models[0].Final!.Metrics[BoltzmannMetrics.ReverseSampleSize].Median, 1e-3, 1);
        UserErrorException error = Assert.Throws<UserErrorException>(() => new TrainedModels(folder.FullName, accelerator).Evaluate(2000, 3, default));
        Assert.StartsWith("Energy well belongs to the C# program that trained with it", error.Message, StringComparison.Ordinal);
        Assert.Contains("--anneal", Assert.Throws<UserErrorException>(() => new TrainedModels(folder.FullName, accelerator) { Energy = Well() }.Evaluate(2000, 3, default, anneal: 4)).Message, StringComparison.Ordinal);
    }

    // The example of the README, with fewer steps. Exact: pi times the integral of 2 pi r exp(-2 (r - 1.5)^2 - r^2 / 4) over r.
    [Fact]
    public void A_dimer_that_knows_no_ops_is_learned()
    {
        using var folder = new TemporaryFolder();
        var dimer = new CallbackEnergy("dimer", 4, (x, gradient) =>
        {
            double dx = x[0] - x[2], dy = x[1] - x[3], r = Math.Sqrt((dx * dx) + (dy * dy)), stretch = r - 1.5;
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] = x[i] + ((i < 2 ? 4 : -4) * stretch * (i % 2 == 0 ? dx : dy) / r);
            return (2 * stretch * stretch) + (0.5 * ((x[0] * x[0]) + (x[1] * x[1]) + (x[2] * x[2]) + (x[3] * x[3])));
        });
        TrainingConfiguration configuration = Configuration(folder.FullName) with { Budget = 1500, Steps = 400, BatchSize = 128, EvaluationInterval = 400, FinalSamples = 20_000, Settings = new Dictionary<string, string> { ["couplings"] = "4", ["learningRate"] = "5e-3" } };
        SummaryDocument summary = Job(configuration, false, dimer).Run(null, default).Summary!;
        double Figure(string name) => summary.Models[0].Final!.Metrics[name].Median;
        Assert.Equal(2.937433, Figure("logZ"), 5 * Figure("logZ" + BoltzmannMetrics.ErrorSuffix));
        Assert.InRange(Figure("ess"), 0.2, 1);
    }

    [Fact]
    public void An_energy_of_ops_from_a_program_trains_like_one_by_name()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = Configuration(folder.FullName);
        double[] named = Train(configuration with { Energy = "funnel-3" }, "cpu", null).Parameters;
        double[] own = Train(configuration, "cpu", EnergyCatalog.Get("funnel-3")).Parameters;
        Assert.Equal(named, own);
    }

    [Fact]
    public void What_needs_the_energy_within_a_program_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = Configuration(folder.FullName);
        Assert.Contains("objective=alpha2", Refusal(configuration with { Settings = new Dictionary<string, string> { ["objective"] = "alpha2", ["couplings"] = "2" } }), StringComparison.Ordinal);
        Assert.Contains("--reference-samples", Refusal(configuration with { ReferenceSamples = 1000 }), StringComparison.Ordinal);
        Assert.Contains("The configuration names energy 'double-well'", Refusal(configuration with { Energy = "double-well" }), StringComparison.Ordinal);
        RunPlan plan = RunPlan.Create(configuration, Well());
        using var device = new Elsewhere();
        UserErrorException error = Assert.Throws<UserErrorException>(() => new TrainingRun(plan.Configuration, plan.Models, plan.CreateMetrics(device, null), device));
        Assert.Contains("Energy well is a function on the host, which accelerator cuda cannot call", error.Message, StringComparison.Ordinal);
        (IAccelerator chosen, string reason) = AcceleratorChoice.Create("auto", 1, Well());
        using IAccelerator owned = chosen;
        Assert.Equal(("cpu", "auto: energy well is a function on the host"), (chosen.Name, reason));
    }

    private static string Refusal(TrainingConfiguration configuration) => Assert.Throws<UserErrorException>(() => RunPlan.Create(configuration, Well())).Message;

    private static TrainingJob Job(TrainingConfiguration configuration, bool resume, Energy energy) => new(configuration, resume, NullLogger.Instance) { Energy = energy };

    private static (double[] Parameters, TrialFigures Final) Train(TrainingConfiguration configuration, string accelerator, Energy? energy)
    {
        using var run = new Training(configuration, accelerator, energy);
        TrainingResult result = run.Run();
        return (run.Parameters(0), result.Families[0].Trials[0].Final!);
    }

    private static TrainingConfiguration Configuration(string output, string settings = "") => TinyRun.Configuration(output, "flow") with
    {
        Budget = 300,
        Steps = 40,
        BatchSize = 32,
        Seeds = 1,
        EvaluationInterval = 20,
        CurveSamples = 1000,
        FinalSamples = 2000,
        SnapshotPercent = 0,
        Settings = new[] { "couplings=2" }.Concat(settings.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(text => text.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
    };

    // The double well of the catalog: U = x^4 - 4 x^2 + y^2 / 2, with its centre and spread.
    private static CallbackEnergy Well(double slope = 1) => Well((x, count, energies, gradient) => Fill(x, count, energies, gradient, slope));

    private static CallbackEnergy Well(EnergyBatchCallback callback) => new("well", 2, callback, spread: EnergyCatalog.Get("double-well").Spread);

    private static void Fill(ReadOnlySpan<double> x, int count, Span<double> energies, Span<double> gradient, double slope)
    {
        for (int i = 0; i < count; i++)
        {
            (double a, double b) = (x[i], x[count + i]);
            energies[i] = (a * a * ((a * a) - 4)) + (0.5 * b * b);
            if (gradient.IsEmpty)
                continue;
            gradient[i] = slope * ((4 * a * a * a) - (8 * a));
            gradient[count + i] = slope * b;
        }
    }

    private sealed class Training : IDisposable
    {
        private readonly IAccelerator _accelerator;
        private readonly TrainingRun _run;

        public Training(TrainingConfiguration configuration, string accelerator, Energy? energy)
        {
            RunPlan plan = RunPlan.Create(configuration, energy);
            _accelerator = AcceleratorChoice.Create(accelerator, configuration.Threads).Accelerator;
            _run = new TrainingRun(plan.Configuration, plan.Models, plan.CreateMetrics(_accelerator, null), _accelerator);
        }

        public TrainingResult Run() => new Trainer(_run, null, TimeSpan.Zero, _ => { }).Train(default);

        public double[] Parameters(int trial) => [.. _run.Groups[0].SampledSlots.Zip(_run.Groups[0].CopyState(trial))
            .Where(pair => pair.First.Role == StateRole.Parameter).SelectMany(pair => pair.Second).Select(value => (double)value)];

        public void Dispose()
        {
            _run.Dispose();
            _accelerator.Dispose();
        }
    }

    private sealed class Elsewhere : IAccelerator
    {
        public string Name => "cuda";

        public AcceleratorInfo Info => new("a card", 1, 0, "");

        public IBufferKernels Buffers => throw new NotSupportedException();

        public IEnsemble CreateEnsemble(ModelDefinition definition, IReadOnlyList<ulong> seeds) => throw new NotSupportedException();

        public void Run(IReadOnlyList<Launch> launches) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
