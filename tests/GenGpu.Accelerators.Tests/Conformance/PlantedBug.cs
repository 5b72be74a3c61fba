using System.Numerics;
using GenGpu.Core.Programs;
using GenGpu.Reference;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>A deliberately wrong body of one op, which the checks must catch.</summary>
public sealed record PlantedBug<T>(string Name, OpDefinition Op, ReferenceBody<T> Body, object? Variant = null) where T : struct, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A reference accelerator with the bug in it.</summary>
    public ReferenceAccelerator<T> Accelerator() => new(bodies: new Dictionary<OpDefinition, ReferenceBody<T>>(ReferenceBodies<T>.All) { [Op] = Body });

    /// <summary>Whether a case can show the bug.</summary>
    public bool Concerns(OpCase opCase) => opCase.Op == Op && (Variant is null || Variant.Equals(opCase.Variant));

    /// <summary>The right body, then a change to its results.</summary>
    public static PlantedBug<T> After(string name, OpDefinition op, Action<ReferenceCall<T>> spoil) => new(name, op, call =>
    {
        ReferenceBodies<T>.All[op](call);
        spoil(call);
    });

    /// <inheritdoc/>
    public override string ToString() => $"{Op.Name}: {Name}";
}
