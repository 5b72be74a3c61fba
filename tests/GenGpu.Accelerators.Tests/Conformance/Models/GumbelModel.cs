using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Accelerators.Tests.Conformance.Models;

/// <summary>An embedding looked up by a categorical index, a straight-through Gumbel-softmax code with a temperature schedule, and a mixture likelihood.</summary>
internal static class GumbelModel
{
    public static ModelDefinition Build()
    {
        const int Classes = 5;
        var model = new ModelBuilder("gumbel");
        StateSlot embedding = model.Parameter("embedding", 3, 8);
        StateSlot codebook = model.Parameter("codebook", 3, Classes);
        var encoder = new Layers(model, "encoder", 3, 9, Classes, Activation.Tanh);
        HyperSlot weights = model.Hyper("weights", 8, 1, [1, 2, 1, 1, 0, 1, 1, 1]);
        Layers.Initialise(model);

        ProgramBuilder g = model.Program("train", 21, RandomPurpose.Train);
        Value index = g.Categorical(g.Hyper(weights), "class");
        Value x = g.Lookup(g.Read(embedding), index) + (g.Normal(3, "noise") * 0.1f);
        Value logits = encoder.Forward(g, x);
        Value temperature = g.Maximum(g.Exp(g.StepIndex() * -0.01f), 0.5f);
        Value code = g.GumbelSoftmax(logits, temperature, "gumbel");
        Value reconstruction = g.Dense(g.Read(codebook), code);
        Value entropy = g.LogSumExpRows(logits) - g.SumRows(g.SoftmaxRows(logits) * logits);
        Value loss = g.Mean(g.SumRows(g.Square(reconstruction - x))) - (g.Mean(entropy) * 0.01f);
        StateSlot[] parameters = [embedding, codebook, .. encoder.Parameters];
        Value[] gradients = g.ClipByGlobalNorm(g.Gradients(loss, parameters), g.Constant(1f));
        g.Report("loss", loss);
        g.Sgd(parameters, gradients, g.Constant(0.02f));
        g.Build();
        return model.Build();
    }
}
