using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>
/// One application of one op: what comparison with the reference, the gradient check and timing all use. The operands are state slots; what
/// <see cref="Emit"/> returns is written to state slots, and all state and streams are compared.
/// </summary>
public sealed class OpCase
{
    /// <summary>Unique name: op, variant, shapes.</summary>
    public required string Name { get; init; }

    /// <summary>The op.</summary>
    public required OpDefinition Op { get; init; }

    /// <summary>Function, activation, reduction or distribution, for the coverage test.</summary>
    public object? Variant { get; init; }

    /// <summary>Batch size of the program.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>The operands.</summary>
    public IReadOnlyList<Operand> Operands { get; init; } = [];

    /// <summary>Emits the op on the operands; null for an op with an effect only.</summary>
    public required Func<ProgramBuilder, Value[], StateSlot[], Value?> Emit { get; init; }

    /// <summary>The operands whose gradients are checked.</summary>
    public IReadOnlyList<int> Differentiate { get; init; } = [];

    /// <summary>Steps of the launch.</summary>
    public int StepCount { get; init; } = 1;

    /// <summary>First step of the launch.</summary>
    public long FirstStep { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
