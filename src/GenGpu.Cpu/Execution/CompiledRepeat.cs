using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Execution;

/// <summary>A Repeat around stages. Copies are stages too, since batched values are copied slice by slice.</summary>
internal sealed class CompiledRepeat(RepeatCount count, Address countAddress, CompiledStage copiesIn, CompiledNode[] body) : CompiledNode
{
    public RepeatCount Count { get; } = count;

    public Address CountAddress { get; } = countAddress;

    public CompiledStage CopiesIn { get; } = copiesIn;

    public CompiledNode[] Body { get; } = body;
}
