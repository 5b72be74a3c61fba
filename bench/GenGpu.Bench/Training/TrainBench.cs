using System.Globalization;

namespace GenGpu.Bench.Training;

/// <summary>Microseconds per model-step of one family and width; bench/train_speed.py compares them with the peers.</summary>
public static class TrainBench
{
    public static int Run(string[] args)
    {
        TrainingOptions options = TrainingOptions.Parse(args);
        using var loop = new TrainingLoop(options.Family, options.Width, options.Models, options.Threads);
        loop.WarmUp();
        double time = loop.Measure(options.Seconds);
        Console.WriteLine(options.Json
            ? string.Create(CultureInfo.InvariantCulture, $"{{\"family\":\"{options.Family}\",\"parameters\":{loop.ParameterCount},\"models\":{options.Models},\"threads\":{options.Threads},\"microsecondsPerModelStep\":{time:F4}}}")
            : string.Create(CultureInfo.InvariantCulture, $"{options.Family} {loop.ParameterCount} parameters, {options.Models} models, {options.Threads} threads: {time:F3} us per model-step"));
        return 0;
    }
}
