using System.Diagnostics;
using System.Globalization;
using GenGpu.Benchmarks;
using GenGpu.Core;
using GenGpu.Cpu;

namespace GenGpu.Bench.Training;

/// <summary>
/// The engine and the hand-written C++ step in turns of about a millisecond, in one process and on one thread: what disturbs one disturbs the other, and the ratio of neighbours is free of it. The lower tenth of the
/// times are those of the quietest moments; medians are those of the machine as it is.
/// </summary>
internal static class RaceBench
{
    private const double Turn = 1e-3;

    public static int Run(string[] args)
    {
        if (args.Length < 2)
            throw new UserErrorException("usage: race LIBRARY CELL [--models 8] [--seconds 10]", 2);
        TrainingOptions options = TrainingOptions.Parse(["--models", "8", "--seconds", "10", .. args[2..]]);
        TrainingCell cell = TrainingCell.Parse(args[1]);
        using var hand = new HandWrittenModels(args[0], args[1], options.Models);
        using var accelerator = new CpuAccelerator(1);
        using var engine = new TrainingBenchmark(accelerator, cell, options.Models);
        engine.WarmUp();
        hand.Run(100);
        // The last step of a launch computes the losses too, once in hundreds of steps; fifty steps at least keep that share small.
        int steps = Math.Max(50, (int)(Turn / (1e-6 * engine.Measure(0.2) * options.Models)));
        var ours = new List<double>();
        var theirs = new List<double>();
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < options.Seconds)
        {
            double scale = 1e6 / ((double)steps * options.Models);
            long start = Stopwatch.GetTimestamp();
            engine.Run(steps);
            long between = Stopwatch.GetTimestamp();
            hand.Run(steps);
            ours.Add(scale * Stopwatch.GetElapsedTime(start, between).TotalSeconds);
            theirs.Add(scale * Stopwatch.GetElapsedTime(between).TotalSeconds);
        }

        double[] ratios = [.. ours.Zip(theirs, (our, their) => their / our)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""
            {"cell":"{{args[1]}}","parameters":{{engine.ParameterCount}},"models":{{options.Models}},"turns":{{ours.Count}},"ours":{{Quantile(ours, 0.5):F4}},"oursQuiet":{{Quantile(ours, 0.1):F4}},"theirs":{{Quantile(theirs, 0.5):F4}},"theirsQuiet":{{Quantile(theirs, 0.1):F4}},"ratio":{{Quantile(ratios, 0.5):F4}},"ratioLow":{{Quantile(ratios, 0.25):F4}},"ratioHigh":{{Quantile(ratios, 0.75):F4}}}
            """));
        return 0;
    }

    private static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(share * (sorted.Length - 1))];
    }
}
