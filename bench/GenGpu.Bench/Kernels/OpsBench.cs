using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using GenGpu.Core.Random;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Bench.Kernels;

/// <summary><c>ops</c>: time of each SIMD kernel on one core, best of several rounds.</summary>
public static unsafe partial class OpsBench
{
    public static void Run(string[] args)
    {
        string filter = args.Length > 0 ? args[0] : "";
        if (Avx512F.IsSupported)
            RunLanes<Lanes512>("512", filter);
        if (Avx2.IsSupported && Fma.IsSupported)
            RunLanes<Lanes256>("256", filter);
        RunLanes<Lanes128>("128", filter);
    }

    private static void RunLanes<TLanes>(string lanes, string filter)
        where TLanes : struct, ILanes<TLanes>
    {
        float* a = Allocate(1 << 20);
        Measure(filter, $"{lanes} fma peak", FmaPeak<TLanes>.Iterations * 12 * 16, FmaPeak<TLanes>.Flops, () => FmaPeak<TLanes>.Run(a));
        var stream = new RandomStream(42, RandomPurpose.Train, 3, 17);
        foreach (int rows in new[] { 2, 16 })
        {
            Measure(filter, $"{lanes} words    {rows}x128", rows * 128, 0, () => RandomFills<TLanes>.Words((uint*)a, 128, rows, 128, 0, stream));
            Measure(filter, $"{lanes} uniform  {rows}x128", rows * 128, 0, () => RandomFills<TLanes>.Uniform(a, 128, rows, 128, 0, stream));
            Measure(filter, $"{lanes} normal   {rows}x128", rows * 128, 0, () => RandomFills<TLanes>.Normal(a, 128, rows, 128, 0, stream));
        }
        NativeMemory.AlignedFree(a);
    }

    private static float* Allocate(int floats)
    {
        float* p = (float*)NativeMemory.AlignedAlloc((nuint)floats * 4, 64);
        for (int i = 0; i < floats; i++)
            p[i] = (i * 37 % 101 - 50) / 64f;
        return p;
    }

    /// <summary>Prints ns per call and per element, and GFLOP/s where <paramref name="flops"/> is given.</summary>
    private static double Measure(string filter, string name, long elements, double flops, Action action)
    {
        if (!name.Contains(filter, StringComparison.Ordinal))
            return 0;
        var clock = Stopwatch.StartNew();
        long calls = 0;
        while (clock.ElapsedMilliseconds < 60 || calls < 60)
        {
            action();
            calls++;
        }
        long perRound = Math.Max(1, calls / 6);
        double best = double.MaxValue;
        for (int round = 0; round < 12; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (long i = 0; i < perRound; i++)
                action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / perRound);
        }
        string rate = flops > 0 ? string.Create(CultureInfo.InvariantCulture, $"{flops / best,9:f1} GFLOP/s") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34} {best,11:f1} ns {best / elements,9:f4} ns/element {rate}"));
        return best;
    }
}
