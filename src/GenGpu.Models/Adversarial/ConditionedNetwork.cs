using GenGpu.Core.Programs;
using GenGpu.Models.Families;

namespace GenGpu.Models.Adversarial;

/// <summary>A network at certain conditions: a function of x alone.</summary>
/// <param name="network">The network, with features behind x in its input.</param>
/// <param name="features">[features, batch], or null for none.</param>
internal sealed class ConditionedNetwork(DenseNetwork network, Value? features)
{
    /// <summary>The output of the network.</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">[inputs - features, batch].</param>
    /// <returns>[outputs, batch].</returns>
    public Value Forward(ProgramBuilder g, Value x) => network.Forward(g, x, features);
}
