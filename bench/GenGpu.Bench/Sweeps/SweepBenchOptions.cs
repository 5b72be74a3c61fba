using System.Globalization;
using GenGpu.Core;

namespace GenGpu.Bench.Sweeps;

/// <summary>What the sweep benchmarks are told on the command line: pairs of --name value.</summary>
public sealed record SweepBenchOptions
{
    public int Trials { get; private set; } = 4096;

    public int Steps { get; private set; } = 2000;

    public int Threads { get; private set; }

    public static SweepBenchOptions Parse(string[] args)
    {
        var options = new SweepBenchOptions();
        for (int index = 0; index < args.Length; index += 2)
        {
            if (index + 1 == args.Length || !int.TryParse(args[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
                throw new UserErrorException($"{args[index]} needs a whole number.", exitCode: 2);
            switch (args[index])
            {
                case "--trials":
                    options.Trials = value;
                    break;
                case "--steps":
                    options.Steps = value;
                    break;
                case "--threads":
                    options.Threads = value;
                    break;
                default:
                    throw new UserErrorException($"There is no option {args[index]}; known: --trials, --steps, --threads.", exitCode: 2);
            }
        }

        return options;
    }
}
