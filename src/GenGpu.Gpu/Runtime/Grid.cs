namespace GenGpu.Gpu.Runtime;

/// <summary>Groups of a launch.</summary>
/// <param name="X">Along the first axis: models, or the groups that share a model.</param>
/// <param name="Y">Along the second axis: models, where several groups share one.</param>
internal readonly record struct Grid(int X, int Y = 1)
{
    public static implicit operator Grid(int groups) => new(groups);
}
