using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Accelerators.Tests.Conformance.Models;

/// <summary>A GAN with non-saturating loss and Adam; also a sample program.</summary>
internal static class AdversarialModel
{
    public static ModelDefinition Build(int hidden, int batchSize)
    {
        var model = new ModelBuilder("gan");
        var generator = new Layers(model, "generator", 3, hidden, 2, Activation.LeakyRelu);
        var discriminator = new Layers(model, "discriminator", 2, hidden, 1, Activation.LeakyRelu);
        DataBuffer data = Layers.Data(model, 2, 100, binary: false);
        HyperSlot learningRate = model.Hyper("learningRate", 1e-3f);
        Layers.Initialise(model);

        ProgramBuilder g = model.Program("train", batchSize, RandomPurpose.Train);
        Value rate = g.Hyper(learningRate);
        Value real = g.Minibatch(data, "data");
        Value fake = generator.Forward(g, g.Normal(3, "latent"));
        Value loss = g.Mean(g.Softplus(-discriminator.Forward(g, real))) + g.Mean(g.Softplus(discriminator.Forward(g, g.StopGradient(fake))));
        g.Report("discriminatorLoss", loss);
        g.Adam(discriminator.Parameters, g.Gradients(loss, discriminator.Parameters), rate, beta1: 0.5f);
        Value generatorLoss = g.Mean(g.Softplus(-discriminator.Forward(g, fake)));
        g.Report("generatorLoss", generatorLoss);
        g.Adam(generator.Parameters, g.Gradients(generatorLoss, generator.Parameters), rate, beta1: 0.5f);
        g.Build();

        g = model.Program("sample", 16, RandomPurpose.Sample);
        g.Output("samples", generator.Forward(g, g.Normal(3, "latent")));
        g.Build();
        return model.Build();
    }
}
