using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu train</c>.</summary>
[Verb("train", HelpText = "Train one model family on a target.")]
public sealed class TrainOptions : TrainingOptions
{
    /// <summary>The family.</summary>
    [Option("model", MetaValue = "NAME", HelpText = "Family: gan, wgan, wgan-gp, vae, rbm, flow, diffusion; with --energy it may be left out, for flows learn from energies.")]
    public string? Model { get; set; }

    /// <summary>Categories.</summary>
    [Option("bins", Default = 0, MetaValue = "N", HelpText = "Categories of the binned mode (1-D targets); 0 trains on continuous values.")]
    public int Bins { get; set; }
}
