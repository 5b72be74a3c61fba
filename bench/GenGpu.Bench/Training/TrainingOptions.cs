using System.Globalization;
using GenGpu.Benchmarks;
using GenGpu.Core;

namespace GenGpu.Bench.Training;

/// <summary>What the training benchmarks are told on the command line: pairs of --name value, and --json.</summary>
public sealed record TrainingOptions
{
    public string Family { get; private set; } = "gan";

    public int Width { get; private set; } = 13;

    /// <summary>What is trained.</summary>
    public TrainingCell Cell => TrainingCell.Parse(FormattableString.Invariant($"{Family}:{Width}"));

    public int Models { get; private set; } = 16;

    public int Threads { get; private set; } = 1;

    public double Seconds { get; private set; } = 1;

    public int Rounds { get; private set; } = 5;

    /// <summary>Samples per slice of a profile; 0: as in training.</summary>
    public int Slice { get; private set; }

    public bool Json { get; private set; }

    public static TrainingOptions Parse(string[] args)
    {
        var options = new TrainingOptions();
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            if (name == "--json")
            {
                options.Json = true;
                continue;
            }

            if (i + 1 == args.Length)
                throw new UserErrorException($"{name} needs a value.", 2);
            string value = args[++i];
            switch (name)
            {
                case "--family":
                    options.Family = value;
                    break;
                case "--width":
                    options.Width = Whole(name, value);
                    break;
                case "--models":
                    options.Models = Whole(name, value);
                    break;
                case "--threads":
                    options.Threads = Whole(name, value);
                    break;
                case "--slice":
                    options.Slice = Whole(name, value);
                    break;
                case "--rounds":
                    options.Rounds = Whole(name, value);
                    break;
                case "--seconds" when double.TryParse(value, CultureInfo.InvariantCulture, out double seconds) && seconds > 0:
                    options.Seconds = seconds;
                    break;
                default:
                    throw new UserErrorException($"'{name} {value}' is not an option; expected --family, --width, --models, --threads, --rounds, --seconds, --slice or --json.", 2);
            }
        }

        return options;
    }

    private static int Whole(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new UserErrorException($"{name} is '{value}'; expected a whole number above zero.", 2);
}
