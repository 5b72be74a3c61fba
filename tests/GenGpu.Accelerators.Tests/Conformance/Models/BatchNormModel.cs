using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Accelerators.Tests.Conformance.Models;

/// <summary>Normalisation by batch statistics, a maximum over the batch and a batch larger than one slice: values that cross slices.</summary>
internal static class BatchNormModel
{
    public static ModelDefinition Build()
    {
        var model = new ModelBuilder("batchNorm");
        StateSlot scale = model.Parameter("scale", 5), shift = model.Parameter("shift", 5);
        StateSlot weight = model.Parameter("weight", 5, 3);
        StateSlot runningMean = model.Slot("runningMean", Shape.Matrix(5, 1), StateRole.Average);
        Layers.Initialise(model);

        ProgramBuilder g = model.Program("train", 200, RandomPurpose.Train);
        Value x = g.Normal(3, "data");
        Value h = g.Dense(g.Read(weight), x);
        Value mean = g.MeanBatch(h);
        Value centred = h - mean;
        Value variance = g.MeanBatch(g.Square(centred));
        Value y = g.MultiplyAdd(centred * g.ReciprocalSqrt(variance + 1e-3f), g.Read(scale), g.Read(shift));
        Value order = g.CumulativeSumRows(g.GatherRows(g.Tanh(y), [4, 2, 0]));
        Value peak = g.MaximumBatch(g.Absolute(y));
        Value loss = g.Mean(g.Square(order - x)) + (g.Sum(peak) * 0.01f);
        StateSlot[] parameters = [scale, shift, weight];
        Value[] gradients = g.Gradients(loss, parameters);
        g.Report("loss", loss);
        g.MovingAverage(runningMean, mean, g.Constant(0.9f));
        g.Adam(parameters, gradients, g.Constant(1e-3f));
        g.Build();
        return model.Build();
    }
}
