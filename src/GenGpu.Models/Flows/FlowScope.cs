using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>Where a flow is emitted: the program, whether its parameters let gradients pass, and what it is conditioned on.</summary>
/// <param name="program">The program.</param>
/// <param name="isFrozen">True for the density whose parameters count as constants (path gradients).</param>
/// <param name="condition">[features, batch], or null for a flow without conditions.</param>
internal sealed class FlowScope(ProgramBuilder program, bool isFrozen = false, Value? condition = null)
{
    /// <summary>The program.</summary>
    public ProgramBuilder Program { get; } = program;

    /// <summary>What the flow is conditioned on, [features, batch], or null.</summary>
    public Value? Condition { get; } = condition;

    /// <summary>The parameter at this point of the program.</summary>
    /// <param name="slot">A parameter slot.</param>
    public Value Read(StateSlot slot) => isFrozen ? Program.StopGradient(Program.Read(slot)) : Program.Read(slot);
}
