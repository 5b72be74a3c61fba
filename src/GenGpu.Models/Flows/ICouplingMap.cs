using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>What a <see cref="Coupling"/> does to its active coordinates, one by one, with parameters from its conditioner.</summary>
internal interface ICouplingMap
{
    /// <summary>Parameters per coordinate.</summary>
    int ParameterCount { get; }

    /// <summary>Maps towards the target.</summary>
    /// <param name="g">The program.</param>
    /// <param name="raw">[ParameterCount * active, batch]; row p * active + i holds parameter p of coordinate i. Zeros make the identity.</param>
    /// <param name="x">[active, batch].</param>
    /// <returns>y [active, batch] and log |det dy/dx| [1, batch].</returns>
    (Value Mapped, Value LogDetJacobian) Forward(ProgramBuilder g, Value raw, Value x);

    /// <summary>Maps back.</summary>
    /// <param name="g">The program.</param>
    /// <param name="raw">As in <see cref="Forward"/>.</param>
    /// <param name="y">[active, batch].</param>
    /// <returns>x [active, batch] and log |det dx/dy| [1, batch].</returns>
    (Value Mapped, Value LogDetJacobian) Inverse(ProgramBuilder g, Value raw, Value y);
}
