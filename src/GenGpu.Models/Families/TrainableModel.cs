using GenGpu.Core.Programs;
using GenGpu.Models.Diffusion;
using GenGpu.Models.Energies;
using GenGpu.Models.Flows;
using GenGpu.Models.Likelihoods;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Families;

/// <summary>A model of a family for one target: its definition with the programs initialise, train, sample and perhaps manifold.</summary>
public sealed class TrainableModel
{
    private string? _notes;

    /// <summary>Name of the family.</summary>
    public required string Family { get; init; }

    /// <summary>State, hyper values and programs.</summary>
    public required ModelDefinition Definition { get; init; }

    /// <summary>What it learns.</summary>
    public required Target Target { get; init; }

    /// <summary>What it was built from.</summary>
    public required FamilyOptions Options { get; init; }

    /// <summary>Width of every hidden layer.</summary>
    public required int HiddenWidth { get; init; }

    /// <summary>Number of trained parameters, at most the budget.</summary>
    public long ParameterCount => Definition.ParameterCount;

    /// <summary>The categories of the binned mode, or null.</summary>
    public CategoryGrid? Categories { get; init; }

    /// <summary>Whether the model learns categories rather than values.</summary>
    public bool IsBinned => Categories is not null;

    /// <summary>Sets the parameters, and persistent chains, to their initial values: one step.</summary>
    public Program Initialise => Definition.Program("initialise");

    /// <summary>One training step; reports <c>loss</c> and what else the family reports.</summary>
    public Program Train => Definition.Program("train");

    /// <summary>The energy where it is a function on the host, or null: <see cref="WeightedSamples.ReducedEnergy"/> of its samples then holds beta until the host has multiplied U in.</summary>
    public CallbackEnergy? HostEnergy => (Target as EnergyTarget)?.Energy as CallbackEnergy;

    /// <summary>Draws the points at which the host evaluates <see cref="HostEnergy"/> before a training step; null where training needs none.</summary>
    public Program? EnergyPoints => Definition.Programs.FirstOrDefault(p => p.Name == FlowFamily.PointsProgram);

    /// <summary>One batch of samples per step, the step being the index of the chunk; output <see cref="SamplesOutput"/>.</summary>
    public Program Sample => Definition.Program("sample");

    /// <summary>
    /// VAE with two latents only: the decoder's mean over a grid of z in [-3, 3]^2, output <see cref="SamplesOutput"/> [dimensions, points]; point i has z1 in
    /// column i mod <see cref="ManifoldWidth"/> and z2 in row i / ManifoldWidth. Null for other families.
    /// </summary>
    public Program? Manifold => Definition.Programs.FirstOrDefault(p => p.Name == "manifold");

    /// <summary>Points per axis of the manifold's grid.</summary>
    public int ManifoldWidth { get; init; }

    /// <summary>
    /// Name of the output [dimensions, batch] of sample and manifold: points in the target's original units; in binned mode the points of the categories. Where the target
    /// is standardised, the sample program also has <see cref="StandardisedOutput"/>. Behind the coordinates of a conditional target stand the conditions (<see cref="Targets.Target.Joint"/>).
    /// </summary>
    public string SamplesOutput => "samples";

    /// <summary>Name of the output with the same samples in the units that the model is trained in; exists only if these differ.</summary>
    public string StandardisedOutput => "standardised";

    /// <summary>Layout of the output <see cref="WeightedSamples.OutputName"/> of the sample program, which flows on energies have; null elsewhere.</summary>
    public WeightedSamples? Weighted { get; init; }

    /// <summary>Adversarial families: samples that the discriminator or critic sees at a time; 0 for other families.</summary>
    public int Packing { get; init; }

    /// <summary>Name of the output [1, batch] with the category numbers; binned mode only.</summary>
    public string CategoriesOutput => "categories";

    /// <summary>Whether samples are zeros and ones in original units.</summary>
    public bool IsBinary { get; init; }

    /// <summary>The forward process of a diffusion model; null for other families.</summary>
    public NoiseSchedule? Diffusion { get; init; }

    /// <summary>The exact likelihood where it is cheap, or null.</summary>
    public LikelihoodEvaluator? Likelihood { get; init; }

    /// <summary>What a reader of results must know (class floors and the like); empty when there is nothing to say. Computed when first asked for.</summary>
    public string Notes => _notes ??= MakeNotes?.Invoke() ?? "";

    /// <summary>Puts samples in the units that the model is trained in back into original units.</summary>
    /// <param name="samples">[dimensions, count], overwritten.</param>
    public void ToOriginalUnits(Span<float> samples)
    {
        Target.Joint.Standardisation.Backward(samples);
        if (!IsBinary)
            return;

        // There and back costs a few last bits, and 3e-8 is no zero.
        for (int index = 0; index < samples.Length; index++)
            samples[index] = MathF.Round(samples[index]);
    }

    /// <summary>Makes the notes: a class floor takes a second, which the trials of a sweep should not each pay.</summary>
    internal Func<string>? MakeNotes { get; init; }
}
