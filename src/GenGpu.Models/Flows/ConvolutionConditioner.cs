using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>
/// Periodic convolutions with LeakyReLU over the lattice with active sites set to zero (GomalizingFlow, Tomiya and Terasaki 2022): the map is equivariant under
/// translations that keep the mask.
/// </summary>
internal sealed class ConvolutionConditioner : IConditioner
{
    public ConvolutionConditioner(ModelBuilder model, string name, CouplingSplit split, ConvolutionShape shape, bool isAngular)
    {
        throw new NotSupportedException($"{model.Name} {name} {split} {shape} {isAngular}");
    }

    public IReadOnlyList<StateSlot> Parameters => [];

    public void Initialise(ProgramBuilder g) => throw new NotSupportedException();

    public Value Forward(FlowScope scope, Value passive) => throw new NotSupportedException();
}
