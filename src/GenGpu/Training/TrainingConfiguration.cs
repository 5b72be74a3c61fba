namespace GenGpu.Training;

/// <summary>
/// What a run trains and how: a plain record that is stored with every checkpoint and result. Two runs with equal
/// <see cref="Identity"/> give the same bits on one accelerator.
/// </summary>
public sealed record TrainingConfiguration
{
    /// <summary>Name of a target, <c>file:points.csv</c>, or a mixture's .yaml file.</summary>
    public string Target { get; init; } = "1d-trimodal";

    /// <summary>What is learned from its energy alone: a name of the catalog, an expression, or a .yaml file; null to learn <see cref="Target"/>.</summary>
    public string? Energy { get; init; }

    /// <summary>Number of coordinates of an expression; 0 for as many as it names.</summary>
    public int Dimension { get; init; }

    /// <summary>Inverse temperature of <see cref="Energy"/>.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>What flows are conditioned on, <c>name=low:high</c> with beta or a parameter of the energy; null for nothing.</summary>
    public string? Condition { get; init; }

    /// <summary>Samples of the target that are drawn by Markov chains before training, where <see cref="Energy"/> has no exact sampler; 0 for none.</summary>
    public int ReferenceSamples { get; init; }

    /// <summary>Names of the families that are trained side by side.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["gan", "vae", "rbm"];

    /// <summary>Most parameters that a model may have; the width that comes nearest is solved for.</summary>
    public int Budget { get; init; } = 1600;

    /// <summary>Number of categories of the binned mode; 0 trains on continuous values.</summary>
    public int Bins { get; init; }

    /// <summary>Training steps.</summary>
    public long Steps { get; init; } = 100_000;

    /// <summary>Samples per training step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Trials per family; trial i has the seed <see cref="Seed"/> + i.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Seed of the first trial.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary><c>exact</c> or <c>seed</c>: the likelihoods and metrics in use.</summary>
    public string Protocol { get; init; } = "exact";

    /// <summary>Samples for the timeline are kept every so many percent of training; 0 keeps none.</summary>
    public double SnapshotPercent { get; init; } = 5;

    /// <summary>Steps between two evaluations.</summary>
    public int EvaluationInterval { get; init; } = 500;

    /// <summary>Model samples per evaluation during training.</summary>
    public int CurveSamples { get; init; } = 5_000;

    /// <summary>Fresh model samples for the final and the best parameters.</summary>
    public int FinalSamples { get; init; } = 100_000;

    /// <summary>Whether to compute the exact likelihood of the last parameters where it is cheap (seconds per VAE).</summary>
    public bool ExactLikelihood { get; init; } = true;

    /// <summary>Hidden layers of each network; an RBM has exactly one.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Family settings by name: learning rates, beta, temperature, label smoothing, noise scale, Gibbs steps ...</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Stops trials early, or null.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Output folder of an earlier run whose parameters trials begin with, or null.</summary>
    public string? From { get; init; }

    /// <summary><c>auto</c>, <c>reference</c> or <c>cpu</c>.</summary>
    public string Accelerator { get; init; } = "auto";

    /// <summary>Threads of the accelerator; 0 uses every core. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Output folder.</summary>
    public string Output { get; init; } = "results_classical_benchmarks";

    /// <summary>Seconds between two checkpoints.</summary>
    public double CheckpointSeconds { get; init; } = 30;

    /// <summary>
    /// One line with everything that decides the bits of a result, in a fixed order: no paths of outputs, no threads, no accelerator.
    /// </summary>
    public string Identity => ConfigurationText.Identity(this);

    /// <summary>Seed of a trial.</summary>
    /// <param name="trial">Index from 0.</param>
    public ulong SeedOf(int trial) => unchecked(Seed + (ulong)trial);
}
