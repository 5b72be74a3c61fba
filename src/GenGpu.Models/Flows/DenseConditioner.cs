using GenGpu.Core.Programs;
using GenGpu.Models.Families;

namespace GenGpu.Models.Flows;

/// <summary>A dense network with LeakyReLU. Angles enter as cosine and sine, conditions as they are.</summary>
internal sealed class DenseConditioner : IConditioner
{
    private readonly DenseNetwork _network;
    private readonly bool _isAngular;

    /// <summary>Adds the parameters to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Prefix of its slots.</param>
    /// <param name="shape">Inputs, hidden layers, outputs.</param>
    /// <param name="isAngular">Whether coordinates are angles.</param>
    public DenseConditioner(ModelBuilder model, string name, ConditionerShape shape, bool isAngular)
    {
        _isAngular = isAngular;
        _network = new DenseNetwork(model, name, DenseNetwork.WidthsOf(shape.Inputs(isAngular), shape.HiddenWidth, shape.HiddenLayers, shape.Outputs));
    }

    /// <inheritdoc/>
    public IReadOnlyList<StateSlot> Parameters => _network.Parameters;

    /// <inheritdoc/>
    public void Initialise(ProgramBuilder g) => _network.Initialise(g, zeroLast: true);

    /// <inheritdoc/>
    public Value Forward(FlowScope scope, Value? passive)
    {
        ProgramBuilder g = scope.Program;
        Value? input = _isAngular && passive is not null ? g.ConcatenateRows(g.Cos(passive), g.Sin(passive)) : passive;
        if (scope.Condition is { } condition)
            input = input is null ? condition : g.ConcatenateRows(input, condition);
        return _network.Forward(g, input ?? throw new InvalidOperationException("A conditioner reads coordinates or conditions."), scope.Read);
    }
}
