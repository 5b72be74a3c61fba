namespace GenGpu.Gpu.Codegen;

/// <summary>Calls between two points where all workers of a model meet.</summary>
internal sealed class Segment : KernelNode
{
    /// <summary>The text, line by line.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>The widest call: how many workers have something to do.</summary>
    public int Cells { get; set; }
}
