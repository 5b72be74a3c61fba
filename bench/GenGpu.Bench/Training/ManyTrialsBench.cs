using System.Diagnostics;
using System.Globalization;
using GenGpu.Benchmarks;
using GenGpu.Cpu;

namespace GenGpu.Bench.Training;

/// <summary>
/// What many trials in one process cost: memory per trial beyond the process's own, and the rate per trial-step against
/// that of 16 trials. Rounds of the two are interleaved; medians are printed.
/// </summary>
public static class ManyTrialsBench
{
    private const int Few = 16;

    // Training runs hundreds of steps between two looks at a model; fifty keep the bench short.
    private const int StepsPerLaunch = 50;

    public static int Run(string[] args)
    {
        TrainingOptions options = TrainingOptions.Parse(["--models", "10000", "--threads", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), .. args]);
        using var accelerator = new CpuAccelerator(options.Threads);
        using var few = new TrainingBenchmark(accelerator, options.Cell, Few);
        few.WarmUp();
        long before = ResidentBytes();
        using var many = new TrainingBenchmark(accelerator, options.Cell, options.Models);
        many.Measure(options.Seconds, StepsPerLaunch);
        long after = ResidentBytes();

        var fewTimes = new List<double>();
        var manyTimes = new List<double>();
        for (int round = 0; round < options.Rounds; round++)
        {
            fewTimes.Add(few.Measure(options.Seconds, StepsPerLaunch));
            manyTimes.Add(many.Measure(options.Seconds, StepsPerLaunch));
        }

        double fewTime = Median(fewTimes);
        double manyTime = Median(manyTimes);
        double bytes = (double)(after - before) / options.Models;
        Console.WriteLine(options.Json
            ? string.Create(CultureInfo.InvariantCulture, $"{{\"family\":\"{options.Family}\",\"parameters\":{many.ParameterCount},\"models\":{options.Models},\"threads\":{options.Threads},\"bytesPerModel\":{bytes:F0},\"microsecondsPerModelStep\":{manyTime:F4},\"microsecondsPerModelStepOf16\":{fewTime:F4}}}")
            : string.Create(CultureInfo.InvariantCulture, $"""
                {options.Models} trials of {options.Family} with {many.ParameterCount} parameters, {options.Threads} threads
                memory per trial   {bytes / 1024:F1} KiB
                per trial-step     {manyTime:F3} us; with {Few} trials {fewTime:F3} us; ratio {manyTime / fewTime:F3}
                """));
        return 0;
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count % 2 == 1 ? values[values.Count / 2] : 0.5 * (values[values.Count / 2 - 1] + values[values.Count / 2]);
    }
}
