using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Accelerators.Tests.Conformance.Models;

/// <summary>A binary RBM: contrastive divergence with a Repeat, or persistent chains; momentum; an average of the weight.</summary>
internal static class BoltzmannModel
{
    public static ModelDefinition Build(bool persistent, int visible = 6, int hidden = 4, int batchSize = 20)
    {
        var model = new ModelBuilder("rbm");
        StateSlot w = model.Parameter("weight", hidden, visible), b = model.Parameter("visibleBias", visible), c = model.Parameter("hiddenBias", hidden);
        StateSlot average = model.Slot("weight.average", w.Shape, StateRole.Average);
        StateSlot? chain = persistent ? model.Slot("chain", Shape.Batched(visible, batchSize), StateRole.Chain) : null;
        DataBuffer data = Layers.Data(model, visible, 64, binary: true);
        HyperSlot gibbsSteps = model.Hyper("gibbsSteps", 2f);
        HyperSlot learningRate = model.Hyper("learningRate", 0.05f);
        Layers.Initialise(model);

        ProgramBuilder g = model.Program("train", batchSize, RandomPurpose.Train);
        Value weight = g.Read(w), visibleBias = g.Read(b), hiddenBias = g.Read(c);
        Value v0 = g.Minibatch(data, "data");
        Value start = chain is null ? v0 : g.Read(chain);
        Value vk = g.Repeat(RepeatCount.Of(gibbsSteps), [start], v =>
            [g.GibbsBlock(weight, g.GibbsBlock(weight, v[0], hiddenBias, "hidden"), visibleBias, "visible", transposed: true)])[0];
        Value FreeEnergy(Value v) => g.Negate(g.SumRows(v * visibleBias)) - g.SumRows(g.Softplus(g.Dense(weight, v, hiddenBias)));
        Value loss = g.Mean(FreeEnergy(v0)) - g.Mean(FreeEnergy(g.StopGradient(vk)));
        g.CheckFinite(loss, "loss");
        g.Report("loss", loss);
        Value[] gradients = g.Gradients(loss, weight, visibleBias, hiddenBias);
        if (chain is not null)
            g.Assign(chain, vk);
        g.Sgd([w, b, c], gradients, g.Hyper(learningRate), g.Constant(0.5f));
        g.MovingAverage(average, g.Read(w), g.Constant(0.9f));
        g.Build();
        return model.Build();
    }
}
