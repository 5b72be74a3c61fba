using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Accelerators.Tests.Conformance.Models;

/// <summary>
/// WGAN-GP: a Repeat around optimizer writes, the count a hyper value, a gradient of a gradient in its body and Adam's correction by a counted number of updates; the generator by RMSProp.
/// </summary>
internal static class CriticModel
{
    public static ModelDefinition Build()
    {
        var model = new ModelBuilder("critic");
        var generator = new Layers(model, "generator", 2, 6, 2, Activation.Relu);
        var critic = new Layers(model, "critic", 2, 7, 1, Activation.Tanh);
        DataBuffer data = Layers.Data(model, 2, 50, binary: false);
        HyperSlot criticSteps = model.Hyper("criticSteps", 3f);
        HyperSlot learningRate = model.Hyper("learningRate", 1e-3f);
        Layers.Initialise(model);

        ProgramBuilder g = model.Program("train", 19, RandomPurpose.Train);
        Value rate = g.Hyper(learningRate);
        Value before = g.StepIndex() * g.Hyper(criticSteps);
        g.Repeat(RepeatCount.Of(criticSteps), [before], count =>
        {
            Value real = g.Minibatch(data, "data");
            Value fake = g.StopGradient(generator.Forward(g, g.Normal(2, "criticLatent")));
            Value mix = g.Uniform(1, "mix");
            Value between = fake + (mix * (real - fake));
            Value score = critic.Forward(g, between);
            Value slope = g.Adjoints(score, g.Constant(1f), between)[0];
            Value penalty = g.Mean(g.Square(g.Sqrt(g.SumRows(g.Square(slope)) + 1e-6f) - 1f));
            Value loss = g.Mean(critic.Forward(g, fake)) - g.Mean(critic.Forward(g, real)) + (penalty * 10f);
            Value updates = count[0] + 1f;
            Value correction = g.ConcatenateRows(1f / (1f - g.Power(g.Constant(0.5f), updates)), 1f / (1f - g.Power(g.Constant(0.9f), updates)));
            g.Adam(critic.Parameters, g.Gradients(loss, critic.Parameters), rate, g.Constant(0.5f), g.Constant(0.9f), g.Constant(1e-8f), correction);
            return [updates];
        });
        Value generatorLoss = -g.Mean(critic.Forward(g, generator.Forward(g, g.Normal(2, "latent"))));
        g.Report("generatorLoss", generatorLoss);
        g.RmsProp(generator.Parameters, g.Gradients(generatorLoss, generator.Parameters), rate, g.Constant(0.9f), g.Constant(1e-6f));
        g.Build();
        return model.Build();
    }
}
