namespace GenGpu.Core.Programs;

/// <summary>One entry of a block: an <see cref="Instruction"/> or a <see cref="Repeat"/>.</summary>
public abstract class Node
{
    private protected Node()
    {
    }
}
