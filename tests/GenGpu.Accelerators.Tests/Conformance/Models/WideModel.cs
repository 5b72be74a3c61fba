using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Accelerators.Tests.Conformance.Models;

/// <summary>
/// A step of more than 20 million floating-point operations over 1000 samples, neither a multiple of 16 nor of 64: heavy enough to be cut into
/// slices, with everything that crosses them (batch statistics also inside a Repeat, sums, maxima, lookups backward, chains, draws).
/// </summary>
internal static class WideModel
{
    public const int BatchSize = 1000;

    public static ModelDefinition Build()
    {
        var model = new ModelBuilder("wide");
        StateSlot table = model.Parameter("table", 8, 6);
        var first = new Layers(model, "first", 8, 64, 64, Activation.LeakyRelu);
        var second = new Layers(model, "second", 64, 64, 8, Activation.Tanh);
        StateSlot mixing = model.Parameter("mixing", 8, 8);
        StateSlot chain = model.Slot("chain", Shape.Batched(8, BatchSize), StateRole.Chain);
        StateSlot seen = model.Slot("seen", Shape.Matrix(6, 1), StateRole.Other);
        HyperSlot weights = model.Hyper("weights", 6, 1, [1, 2, 1, 1, 2, 1]);
        Layers.Initialise(model);

        ProgramBuilder g = model.Program("train", BatchSize, RandomPurpose.Train);
        Value index = g.Categorical(g.Hyper(weights), "class");
        Value x = g.Normal(8, "noise") + g.Lookup(g.Read(table), index) + g.Sin(g.SampleIndex() * 1e-3f);
        Value h = first.Forward(g, x);
        Value centred = h - g.MeanBatch(h);
        Value normal = centred * g.ReciprocalSqrt(g.MeanBatch(g.Square(centred)) + 1e-2f);
        Value y = second.Forward(g, normal) * g.Bernoulli(g.BroadcastTo(g.Constant(0.75f), Shape.Batched(8, BatchSize)), "mask");
        Value loss = g.Mean(g.Square(y - x)) + (g.Sum(g.MaximumBatch(g.Absolute(y))) * 0.01f);
        g.Report("loss", loss);
        IReadOnlyList<StateSlot> parameters = [table, .. first.Parameters, .. second.Parameters];
        Value[] gradients = g.Gradients(loss, parameters);
        Value w = g.Read(mixing);
        Value moved = g.Repeat(3, [g.Read(chain)], v => [g.Tanh(g.Dense(w, v[0]) + g.MeanBatch(v[0]) + g.Normal(8, "kick"))])[0];
        g.Assign(chain, g.MultiplyAdd(moved, g.Constant(0.5f), y));
        g.Assign(seen, g.SumBatch(g.OneHot(index, 6)) + g.Read(seen));
        g.Sgd([mixing], [g.Gradients(g.Mean(g.Square(g.Dense(w, g.StopGradient(y)))), w)[0]], g.Constant(0.01f));
        // Not Adam: the gradient of a bias before a batch statistic is 0 but for rounding, which Adam would blow up to whole steps.
        g.Sgd(parameters, gradients, g.Constant(0.05f), g.Constant(0.9f));
        g.Build();
        return model.Build();
    }
}
