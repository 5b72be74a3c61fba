using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Accelerators.Tests.Conformance.Models;

/// <summary>Two periodic convolutions on a 3 x 4 lattice that learn to predict the field from its neighbours' cosines, trained by Adam.</summary>
internal static class ConvolutionModel
{
    /// <param name="batchSize">Samples per step, a multiple of 16.</param>
    /// <param name="hidden">Channels between the layers.</param>
    public static ModelDefinition Build(int batchSize, int hidden = 5)
    {
        var model = new ModelBuilder($"convolution{batchSize}");
        PeriodicStencil stencil = PeriodicStencil.Box(3, 3, 4);
        StateSlot[] parameters =
        [
            model.Parameter("0.weight", hidden, stencil.Taps), model.Parameter("0.bias", hidden), model.Parameter("1.weight", 2, hidden * stencil.Taps), model.Parameter("1.bias", 2),
        ];
        Layers.Initialise(model);

        ProgramBuilder g = model.Program("train", batchSize, RandomPurpose.Train);
        Value x = g.Normal(stencil.Sites, "field");
        Value h = g.PeriodicConvolution(g.Read(parameters[0]), x, g.Read(parameters[1]), stencil, Activation.LeakyRelu, 0.2f);
        Value y = g.PeriodicConvolution(g.Read(parameters[2]), h, g.Read(parameters[3]), stencil);
        Value wanted = g.Cos(g.GatherRows(x, [.. stencil.Neighbours.Take(stencil.Sites)]));
        Value scaled = x * g.Exp(g.Tanh(g.SliceRows(y, 0, stencil.Sites))) + g.SliceRows(y, stencil.Sites, stencil.Sites);
        Value loss = g.Mean(g.Square(scaled - wanted)) + (g.Sum(g.MaximumBatch(g.Absolute(g.SpaceToBatch(y, stencil.Sites)))) * 0.01f);
        g.Report("loss", loss);
        g.Adam(parameters, g.Gradients(loss, parameters), g.Constant(1e-3f));
        g.Build();
        return model.Build();
    }
}
