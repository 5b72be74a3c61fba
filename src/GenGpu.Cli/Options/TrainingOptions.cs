using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of verbs that train.</summary>
public abstract class TrainingOptions : AcceleratorOptions
{
    /// <summary>The metric of early stopping when none is given.</summary>
    internal const string DefaultStopMetric = "kld";

    /// <summary>What to learn.</summary>
    [Option("target", Default = "1d-trimodal", MetaValue = "NAME", HelpText = "What to learn: a name of 'gengpu targets', file:points.csv (or .npy), or a Gaussian mixture's .yaml file.")]
    public string Target { get; set; } = "1d-trimodal";

    /// <summary>What is learned from its energy.</summary>
    [Option("energy", MetaValue = "U", HelpText = "Learn exp(-beta U(x)) / Z from the energy alone, in place of --target: a name of 'gengpu targets', an expression such as \"x0^4 - 4*x0^2 + x1^2/2\", or a .yaml file.")]
    public string? Energy { get; set; }

    /// <summary>Coordinates of an expression.</summary>
    [Option("dimension", Default = 0, MetaValue = "N", HelpText = "Coordinates of an --energy expression; 0: as many as it names.")]
    public int Dimension { get; set; }

    /// <summary>Inverse temperature.</summary>
    [Option("beta", Default = 1.0, MetaValue = "B", HelpText = "Inverse temperature of --energy.")]
    public double Beta { get; set; } = 1;

    /// <summary>What models are conditioned on.</summary>
    [Option("condition", MetaValue = "NAME=LOW:HIGH", HelpText = "Train one model of p(x | c) for every value of a parameter of --target, of a parameter of --energy, or of beta, in an interval; or columns=3,4:categorical for columns of a data file (numbers, unless :categorical stands behind one).")]
    public string? Condition { get; set; }

    /// <summary>Samples by Markov chains.</summary>
    [Option("reference-samples", Default = 0, MetaValue = "N", HelpText = "Draw N samples of --energy by Hamiltonian Monte Carlo or parallel tempering first, where it has no exact sampler: for forward figures, and for objectives that learn from samples.")]
    public int ReferenceSamples { get; set; }

    /// <summary>Most parameters of a model.</summary>
    [Option("budget", Default = 1600, MetaValue = "N", HelpText = "Most parameters of a model; the width that comes nearest is used.")]
    public int Budget { get; set; } = 1600;

    /// <summary>Training steps.</summary>
    [Option("steps", Default = 100_000L, MetaValue = "N", HelpText = "Training steps.")]
    public long Steps { get; set; } = 100_000;

    /// <summary>Samples per step.</summary>
    [Option("batch-size", Default = 128, MetaValue = "N", HelpText = "Samples per training step.")]
    public int BatchSize { get; set; } = 128;

    /// <summary>Trials per model.</summary>
    [Option("seeds", Default = 1, MetaValue = "N", HelpText = "Trials per model, trained side by side; the table then shows median and range.")]
    public int Seeds { get; set; } = 1;

    /// <summary>Seed of the first trial.</summary>
    [Option("seed", Default = 42UL, MetaValue = "N", HelpText = "Seed of the first trial; the others count on from it.")]
    public ulong Seed { get; set; } = 42;

    /// <summary>Distance of timeline snapshots.</summary>
    [Option("snapshot-percent", Default = 5.0, MetaValue = "P", HelpText = "Percent of training between two pictures of the timeline; 0 draws none.")]
    public double SnapshotPercent { get; set; } = 5;

    /// <summary>Which recipe and metrics.</summary>
    [Option("protocol", Default = "exact", MetaValue = "NAME", HelpText = "exact (proper likelihoods, exact metrics) or seed (the classical benchmark to the letter).")]
    public string Protocol { get; set; } = "exact";

    /// <summary>Hidden layers.</summary>
    [Option("layers", Default = 1, MetaValue = "N", HelpText = "Hidden layers of each network; an RBM has exactly one.")]
    public int Layers { get; set; } = 1;

    /// <summary>Family settings.</summary>
    [Option("set", Separator = ',', MetaValue = "NAME=VALUE", HelpText = "A family's setting (learningRate=1e-3, beta=0.1, temperature, labelSmoothing, gibbsSteps ...); several with commas; gan.learningRate=1e-4 is for the GAN alone. 'gengpu settings gan' shows all of a family with their defaults.")]
    public IEnumerable<string> Settings { get; set; } = [];

    /// <summary>Steps between evaluations.</summary>
    [Option("evaluate-every", Default = 500, MetaValue = "N", HelpText = "Steps between two evaluations.")]
    public int EvaluationInterval { get; set; } = 500;

    /// <summary>Samples per evaluation.</summary>
    [Option("curve-samples", Default = 5_000, MetaValue = "N", HelpText = "Model samples per evaluation during training.")]
    public int CurveSamples { get; set; } = 5_000;

    /// <summary>Samples of final figures.</summary>
    [Option("final-samples", Default = 100_000, MetaValue = "N", HelpText = "Fresh model samples for the figures of the last and the best parameters.")]
    public int FinalSamples { get; set; } = 100_000;

    /// <summary>Leaves out the exact likelihood.</summary>
    [Option("no-likelihood", HelpText = "Leave out the exact likelihood (quadrature takes seconds per VAE).")]
    public bool NoLikelihood { get; set; }

    /// <summary>Patience of early stopping.</summary>
    [Option("patience", Default = 0, MetaValue = "N", HelpText = "Stop a trial after N evaluations without a better value; 0 never stops early.")]
    public int Patience { get; set; }

    /// <summary>Metric of early stopping.</summary>
    [Option("stop-metric", Default = DefaultStopMetric, MetaValue = "NAME", HelpText = "Metric of early stopping.")]
    public string StopMetric { get; set; } = DefaultStopMetric;

    /// <summary>Warm start.</summary>
    [Option("from", MetaValue = "DIR", HelpText = "Begin with the parameters of an earlier run.")]
    public string? From { get; set; }

    /// <summary>Continues the run in the output folder.</summary>
    [Option("resume", HelpText = "Continue the run in the output folder, bit for bit; give the same options as before.")]
    public bool Resume { get; set; }

    /// <summary>Seconds between checkpoints.</summary>
    [Option("checkpoint-seconds", Default = 30.0, MetaValue = "S", HelpText = "Seconds between two checkpoints.")]
    public double CheckpointSeconds { get; set; } = 30;

    /// <summary>Output folder.</summary>
    [Option('o', "output", Default = "results_classical_benchmarks", MetaValue = "DIR", HelpText = "Output folder.")]
    public string Output { get; set; } = "results_classical_benchmarks";
}
