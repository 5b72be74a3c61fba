using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu bench</c>.</summary>
[Verb("bench", HelpText = "Time training steps (train), single ops (ops), or sort, histogram and neighbours (buffers) on any accelerator.")]
public sealed class BenchOptions : AcceleratorOptions
{
    /// <summary>What is timed.</summary>
    [Value(0, MetaName = "WHAT", Required = true, HelpText = "train: steps of the classical benchmark. ops: every op alone. buffers: sort, histogram, W1 and nearest neighbours of many samples.")]
    public string What { get; set; } = "";

    /// <summary>Which models.</summary>
    [Option("cells", Separator = ',', MetaValue = "FAMILY:WIDTH", HelpText = "train: models to time, for example gan:13,flow:64,phi4:8; default the classical benchmark at both budgets.")]
    public IEnumerable<string> Cells { get; set; } = [];

    /// <summary>Which ops.</summary>
    [Option("filter", Default = "", MetaValue = "TEXT", HelpText = "ops: only those whose name holds the text.")]
    public string Filter { get; set; } = "";

    /// <summary>Models side by side.</summary>
    [Option("models", Separator = ',', MetaValue = "N", HelpText = "Models side by side, several numbers with commas; default eight per core or multiprocessor.")]
    public IEnumerable<int> Models { get; set; } = [];

    /// <summary>Rounds of which the median counts.</summary>
    [Option("rounds", Default = 5, MetaValue = "N", HelpText = "Rounds; train and buffers: the median counts, ops: the shortest.")]
    public int Rounds { get; set; } = 5;

    /// <summary>Length of a round of training.</summary>
    [Option("seconds", Default = 0.5, MetaValue = "S", HelpText = "train: seconds of a round.")]
    public double Seconds { get; set; } = 0.5;

    /// <summary>Values of the kernels over whole buffers.</summary>
    [Option("count", Default = 10_000_000, MetaValue = "N", HelpText = "buffers: values to sort, points to count.")]
    public int Count { get; set; } = 10_000_000;
}
