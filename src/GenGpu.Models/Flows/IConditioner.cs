using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>The network of a coupling: from the coordinates that pass unchanged to the parameters of the map of the others.</summary>
internal interface IConditioner
{
    /// <summary>Its parameters.</summary>
    IReadOnlyList<StateSlot> Parameters { get; }

    /// <summary>Emits the initial parameters; the last layer starts at zero, so that the coupling starts as the identity.</summary>
    /// <param name="g">The initialise program.</param>
    void Initialise(ProgramBuilder g);

    /// <summary>The parameters of the map.</summary>
    /// <param name="scope">Where to emit.</param>
    /// <param name="passive">The coordinates that pass unchanged, [passive, batch]; null where there are none, and conditions are all it reads.</param>
    /// <returns>[parametersPerCoordinate * active, batch]; row p * active + i holds parameter p of coordinate i.</returns>
    Value Forward(FlowScope scope, Value? passive);
}
