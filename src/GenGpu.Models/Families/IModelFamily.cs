using GenGpu.Core;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Families;

/// <summary>A kind of generative model: turns a target and options into programs over one state.</summary>
public interface IModelFamily
{
    /// <summary>Name on the command line: gan, wgan, wgan-gp, vae, rbm, flow, diffusion.</summary>
    string Name { get; }

    /// <summary>One line for lists.</summary>
    string Description { get; }

    /// <summary>What <c>--set name=value</c> may change.</summary>
    IReadOnlyList<SettingDescription> Settings { get; }

    /// <summary>Builds the programs of a model.</summary>
    /// <param name="target">What it learns.</param>
    /// <param name="options">Budget, layers, batch sizes, protocol, settings.</param>
    /// <returns>The model, ready for an ensemble.</returns>
    /// <exception cref="UserErrorException">An option does not fit: unknown setting, value out of range, budget too small, bins on a target with several dimensions.</exception>
    TrainableModel Create(Target target, FamilyOptions options);
}
