using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using GenGpu.Models.Tests.Flows;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Families;

/// <summary>The train programs of the families against five or twenty steps of the same models in PyTorch: losses, gradients and parameters.</summary>
public sealed class GoldenTests
{
    // PyTorch works in float64; hyper values (learning rate, beta ...) are float32 here, which moves results by their rounding, below 6e-8.
    private const double Tolerance = 2e-7;

    [Theory]
    [InlineData("gan", "continuous")]
    [InlineData("gan", "binned")]
    [InlineData("gan", "minimax")]
    [InlineData("gan", "r1")]
    [InlineData("gan", "packed")]
    [InlineData("wgan", "continuous")]
    [InlineData("wgan", "binned")]
    [InlineData("wgan-gp", "continuous")]
    [InlineData("wgan-gp", "binned")]
    [InlineData("vae", "continuous")]
    [InlineData("vae", "binned")]
    [InlineData("vae", "binned-seed")]
    [InlineData("rbm", "continuous")]
    [InlineData("rbm", "continuous-fixed-sigma")]
    [InlineData("rbm", "continuous-seed")]
    [InlineData("rbm", "binned")]
    [InlineData("rbm", "binned-seed")]
    [InlineData("rbm", "binary")]
    public void Steps_equal_those_of_PyTorch(string family, string name) => Assert.Equal("", LargestDifference(family, name, []));

    [Theory]
    [InlineData("continuous", "")]
    [InlineData("epsilon-linear", "prediction=epsilon,noiseSchedule=linear")]
    [InlineData("x0", "prediction=x0")]
    [InlineData("bound", "loss=bound")]
    [InlineData("bound-epsilon-posterior", "loss=bound,prediction=epsilon,variance=posterior")]
    [InlineData("binned", "")]
    [InlineData("binned-bound", "loss=bound")]
    public void Twenty_steps_of_diffusion_equal_those_of_PyTorch(string name, string settings) => Assert.Equal("", LargestDifference("diffusion", name, FlowCase.Parse(settings)));

    [Theory]
    [InlineData("bound", "loss=bound,variance=posterior")]
    [InlineData("continuous", "emaDecay=0.5")]
    [InlineData("x0", "prediction=epsilon")]
    [InlineData("epsilon-linear", "prediction=epsilon,noiseSchedule=linear,betaLast=0.0201")]
    public void A_slightly_wrong_setting_of_diffusion_is_noticed(string name, string settings) => Assert.NotEqual("", LargestDifference("diffusion", name, FlowCase.Parse(settings)));

    [Theory]
    [InlineData("gan", "continuous", "labelSmoothing", "0.11")]
    [InlineData("gan", "binned", "temperature", "1.01")]
    [InlineData("gan", "minimax", "loss", "nonSaturating")]
    [InlineData("gan", "r1", "r1Weight", "2.01")]
    [InlineData("wgan", "continuous", "clip", "0.501")]
    [InlineData("wgan", "binned", "criticSteps", "1")]
    [InlineData("wgan-gp", "continuous", "gradientPenalty", "10.01")]
    [InlineData("vae", "continuous", "beta", "0.101")]
    [InlineData("rbm", "continuous-fixed-sigma", "visibleSigma", "0.501")]
    [InlineData("rbm", "binary", "learningRate", "0.0101")]
    public void A_slightly_wrong_setting_is_noticed(string family, string name, string setting, string value) =>
        Assert.NotEqual("", LargestDifference(family, name, new() { [setting] = value }));

    private static string LargestDifference(string family, string name, Dictionary<string, string> settings)
    {
        GoldenCase golden = GoldenCase.Load(family, name);
        bool isBinned = name.StartsWith("binned", StringComparison.Ordinal);
        Target target = name == "binary" ? ZeroOne() : TargetCatalog.Get(isBinned ? "1d-bimodal" : "2d-mix-gauss");
        if (name == "continuous-fixed-sigma")
            settings.TryAdd("visibleSigma", "0.5");
        if (name == "continuous" && family == "rbm")
            settings["sigmaHold"] = "0"; // PyTorch's steps learn the noise from the first one.
        if (family == "rbm" && !name.EndsWith("seed", StringComparison.Ordinal))
        {
            settings["optimizer"] = "sgd";
            settings["schedule"] = "constant";
            settings["weightDecay"] = "0";
        }

        foreach ((string setting, string value) in golden.Settings)
            settings.TryAdd(setting, value);
        if (name == "binary")
            settings["visible"] = "binary";
        var builder = new ModelBuilder(family);
        builder.DrawSubstitute = (g, site, shape) => g.Name == "train" ? g.Input(site, shape) : null;
        TrainableModel model = ((ModelFamily)FamilyCatalog.Get(family)).Create(
            target,
            new FamilyOptions
            {
                Budget = golden.Parameters.Values.Sum(p => p.Values.Length),
                BatchSize = golden.Whole("batchSize"),
                Bins = isBinned ? golden.Whole("dimension") : 0,
                Protocol = name.EndsWith("seed", StringComparison.Ordinal) ? Protocol.Seed : Protocol.Exact,
                Settings = settings,
            },
            builder);
        Assert.Equal(golden.Whole("hidden"), model.HiddenWidth);

        using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
        using ReferenceEnsemble<double> ensemble = accelerator.CreateEnsemble(model.Definition, [42]);
        foreach ((string slot, GoldenArray value) in golden.Parameters)
            ensemble.WriteState(0, model.Definition.FindState(slot)!, value.Values);
        (double Difference, string Where) worst = (0, "");
        for (int step = 0; step < golden.Steps.Count; step++)
        {
            GoldenStep expected = golden.Steps[step];
            accelerator.Run([new Launch(ensemble, model.Train, step, 1) { Inputs = Inputs(model, target, expected) }]);
            Assert.Equal(ModelState.Running, ensemble.Status(0).State);
            foreach ((string loss, double value) in expected.Losses)
                Compare($"step {step}, {loss}", [value], Read(loss));
            foreach ((string slot, GoldenArray value) in expected.Parameters)
                Compare($"step {step}, {slot}", value.Values, Read(slot));
            foreach ((string slot, GoldenArray value) in expected.Gradients)
            {
                // After the first step the first moment is (1 - beta1) times the gradient.
                if (step == 0 && model.Definition.FindState(slot + ".firstMoment") is { } moment)
                    Compare($"gradient of {slot}", value.Values, [.. ensemble.ReadState(0, moment).Select(m => m / (1 - (double)(float)golden.Numbers["beta1"]))]);
            }
        }

        return worst.Difference > Tolerance ? FormattableString.Invariant($"{worst.Where} differs by {worst.Difference:G3}") : "";

        double[] Read(string slot) => ensemble.ReadState(0, model.Definition.FindState(slot)!);

        void Compare(string where, double[] wanted, double[] got)
        {
            Assert.Equal(wanted.Length, got.Length);
            for (int i = 0; i < wanted.Length; i++)
            {
                double difference = Math.Abs(wanted[i] - got[i]) / Math.Max(1, Math.Abs(wanted[i]));
                if (!(difference <= worst.Difference))
                    worst = (double.IsNaN(difference) ? double.PositiveInfinity : difference, where);
            }
        }
    }

    private static ReadOnlyMemory<float>[] Inputs(TrainableModel model, Target target, GoldenStep step)
    {
        Assert.Equal(step.Draws.Keys.Order(), model.Train.Inputs.Select(i => i.Name).Order());
        return
        [
            .. model.Train.Inputs.Select(stream =>
            {
                float[] values = step.Draws[stream.Name].Floats();
                Assert.Equal([stream.Shape.Rows, stream.Shape.Columns], step.Draws[stream.Name].Shape);
                if (stream.Name == "data" && !model.IsBinned)
                    target.Standardisation.Forward(values);
                return (ReadOnlyMemory<float>)values;
            }),
        ];
    }

    private static DataTarget ZeroOne()
    {
        float[] points = new float[2 * 40];
        for (int point = 0; point < 40; point++)
            (points[2 * point], points[2 * point + 1]) = (point % 2, point / 2 % 2);
        return new DataTarget("zero-one", points, 2);
    }
}
