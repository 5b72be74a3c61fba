using System.Diagnostics;
using System.Globalization;
using GenGpu.Cpu.Buffers;
using GenGpu.Models.Metrics;

namespace GenGpu.Bench.Buffers;

/// <summary>Times W1 of two sets of floats read from files (bench/w1.py writes them and times numpy and scipy in turn).</summary>
public static class WassersteinBench
{
    /// <summary>
    /// Arguments: left.f32 right.f32 [threads]. Prints "ready", then per line read from standard input one line
    /// "seconds-W1 seconds-two-sorts processor-seconds-two-sorts W1"; an empty standard input ends it.
    /// </summary>
    public static int Run(string[] args)
    {
        if (args.Length < 2)
        {
            Console.Error.WriteLine("usage: w1 left.f32 right.f32 [threads] (run bench/w1.py)");
            return 2;
        }
        float[] left = Read(args[0]);
        float[] right = Read(args[1]);
        CpuBufferKernels kernels = new(args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0);
        float[] leftCopy = new float[left.Length];
        float[] rightCopy = new float[right.Length];
        Wasserstein.Distance(left, right, kernels);
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
        {
            left.CopyTo(leftCopy, 0);
            right.CopyTo(rightCopy, 0);
            TimeSpan processor = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            kernels.Sort(leftCopy);
            kernels.Sort(rightCopy);
            double sorts = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double sortsProcessor = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            double distance = Wasserstein.Distance(left, right, kernels);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:R} {sorts:R} {sortsProcessor:R} {distance:R}"));
        }
        return 0;
    }

    private static float[] Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        float[] values = new float[bytes.Length / sizeof(float)];
        Buffer.BlockCopy(bytes, 0, values, 0, bytes.Length);
        return values;
    }
}
