using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance.Models;

/// <summary>Small whole models, each with the programs initialise and train. Every family's control flow is in one of them.</summary>
public static class SmallModels
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, Func<ModelDefinition>> All { get; } = new Dictionary<string, Func<ModelDefinition>>
    {
        ["gan"] = () => AdversarialModel.Build(hidden: 5, batchSize: 37),
        ["rbm"] = () => BoltzmannModel.Build(persistent: false),
        ["persistent chains"] = () => BoltzmannModel.Build(persistent: true),
        ["gumbel softmax"] = GumbelModel.Build,
        ["critic loop"] = CriticModel.Build,
        ["batch statistics"] = BatchNormModel.Build,
        ["convolution"] = () => ConvolutionModel.Build(48),
    };

    /// <summary>Every model on every accelerator.</summary>
    public static TheoryData<string, string> OnEveryAccelerator
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string accelerator in AcceleratorUnderTest.Names)
            {
                foreach (string name in All.Keys)
                    data.Add(accelerator, name);
            }

            return data;
        }
    }
}
