using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>How many lanes a group has: enough for the widest dense product, so that its register tiles fill the lanes once or a few times.</summary>
internal static class LaneRule
{
    private const int Fewest = 64, Most = 256;

    /// <summary>Lanes for a program: a power of two between 64 and 256, or the target's maximum if that is less.</summary>
    public static int Lanes(Program program, KernelTarget target)
    {
        if (target.LaneWidth > 1)
            return 1;
        long tiles = program.Instructions()
            .Where(i => i.Op == OpTable.Dense || i.Op == OpTable.DenseTransposed)
            .Select(i => (i.Output.Shape.Rows + 3) / 4 * (long)((i.Output.Shape.Columns + 3) / 4))
            .DefaultIfEmpty(0)
            .Max();
        int lanes = Fewest;
        while (lanes < Most && lanes < tiles)
            lanes *= 2;
        return Math.Min(lanes, target.MaximumLanes);
    }
}
