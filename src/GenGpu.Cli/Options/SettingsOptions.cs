using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu settings</c>.</summary>
[Verb("settings", HelpText = "List what --set changes: every setting of a family with its default.")]
public sealed class SettingsOptions : CommonOptions
{
    /// <summary>The family.</summary>
    [Value(0, MetaName = "FAMILY", HelpText = "gan, wgan, wgan-gp, vae, rbm, flow or diffusion; without it: the families, and the names of their settings.")]
    public string? Family { get; set; }
}
