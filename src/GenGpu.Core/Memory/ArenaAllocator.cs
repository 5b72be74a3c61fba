namespace GenGpu.Core.Memory;

/// <summary>Places blocks with known lifetimes in one arena, reusing the memory of what is dead: first fit among the blocks that live at the same time.</summary>
internal sealed class ArenaAllocator
{
    private readonly List<Block> live = [];

    /// <summary>Length of the arena so far, in floats.</summary>
    public int Length { get; private set; }

    /// <summary>Places a block; calls must come in ascending order of <paramref name="start"/>.</summary>
    /// <param name="length">Floats, a multiple of 16.</param>
    /// <param name="start">First position at which it is written.</param>
    /// <param name="end">Last position at which it is read.</param>
    public int Place(int length, int start, int end)
    {
        live.RemoveAll(b => b.End < start);
        live.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        int best = -1, bestGap = int.MaxValue, cursor = 0;
        foreach (Block block in live)
        {
            int gap = block.Offset - cursor;
            if (gap >= length && gap < bestGap)
                (best, bestGap) = (cursor, gap);
            cursor = Math.Max(cursor, block.Offset + block.Length);
        }

        int offset = best >= 0 ? best : cursor;
        live.Add(new Block(offset, length, end));
        Length = Math.Max(Length, checked(offset + length));
        return offset;
    }

    /// <summary>Keeps the block at <paramref name="offset"/> alive longer: another value has taken it over.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="end">Last position at which it is read now.</param>
    public void Extend(int offset, int end)
    {
        int index = live.FindIndex(b => b.Offset == offset);
        live[index] = live[index] with { End = Math.Max(live[index].End, end) };
    }

    private readonly record struct Block(int Offset, int Length, int End);
}
