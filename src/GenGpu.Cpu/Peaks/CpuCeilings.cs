using System.Diagnostics;
using System.Runtime.InteropServices;
using GenGpu.Core.Accelerators;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Peaks;

/// <summary>Measures arithmetic and memory of the cores that a team runs on, all at once: what one core could do alone is not what it gets.</summary>
internal static unsafe class CpuCeilings
{
    private const int Rounds = 7;

    // 24 MB per array and thread: more than its share of the last cache of most machines.
    private const int ArrayFloats = 6 << 20;

    // Of all threads, for one of the three arrays: with many cores the caches of all together are what must be exceeded.
    private const long MostFloats = 64 << 20;

    /// <summary>The best of a few rounds at the register width that kernels use.</summary>
    public static Ceilings Measure(Team team) => LaneSelection.Selected switch
    {
        LaneWidth.Bits512 => Measure<Lanes512>(team),
        LaneWidth.Bits256 => Measure<Lanes256>(team),
        _ => Measure<Lanes128>(team),
    };

    private static Ceilings Measure<TLanes>(Team team)
        where TLanes : struct, ILanes<TLanes>
    {
        const int Repeats = 2000;
        int arrayFloats = (int)Math.Min(ArrayFloats, MostFloats / team.Size) & ~15;
        nint length = 3 * (nint)arrayFloats;
        float* memory = (float*)NativeMemory.AlignedAlloc((nuint)(team.Size * length * sizeof(float)), 4096);
        try
        {
            // The first touch, by the thread that will use it.
            OnAll(team, member => new Span<float>(memory + (member * length), (int)length).Fill(0.5f));
            double flops = Best(team, Repeats * FmaPeak<TLanes>.Flops * team.Size, member =>
            {
                for (int i = 0; i < Repeats; i++)
                    FmaPeak<TLanes>.Run(memory + (member * length));
            });
            double bytes = Best(team, 3.0 * sizeof(float) * arrayFloats * team.Size, member =>
            {
                float* a = memory + (member * length);
                StreamTriad<TLanes>.Run(a, a + arrayFloats, a + (2 * arrayFloats), 0.25f, arrayFloats);
            });
            return new Ceilings(flops, bytes);
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    private static double Best(Team team, double amount, Action<int> work)
    {
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            OnAll(team, work);
            best = Math.Max(best, amount / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private static void OnAll(Team team, Action<int> work)
    {
        if (team.Size == 1)
            work(0);
        else
            team.Run(work);
    }
}
