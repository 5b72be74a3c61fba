using System.Collections.Immutable;
using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Models.Conditions;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Families;

/// <summary>What the families share: checks of the options, training data, decoding of samples.</summary>
public abstract class ModelFamily : IModelFamily
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<SettingDescription> Settings { get; }

    /// <inheritdoc/>
    public TrainableModel Create(Target target, FamilyOptions options) => Create(target, options, new ModelBuilder(Name));

    /// <summary>Builds the programs into a given builder, whose draws may be substituted (<see cref="ModelBuilder.DrawSubstitute"/>; the site <c>data</c> is the whole minibatch).</summary>
    /// <param name="target">What it learns.</param>
    /// <param name="options">Budget, layers, batch sizes, protocol, settings.</param>
    /// <param name="model">An empty builder.</param>
    /// <exception cref="UserErrorException">An option does not fit.</exception>
    public TrainableModel Create(Target target, FamilyOptions options, ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(model);
        Check(target, options);
        var settings = new FamilySettings(Name, Settings, options.Settings, ProtocolDefaults(options.Protocol));
        TrainableModel result = Build(target, options, settings, model);
        settings.RequireAllUsed(options);
        return result;
    }

    /// <summary>Defaults that differ from those of <see cref="Settings"/> under a protocol.</summary>
    /// <param name="protocol">The protocol.</param>
    private protected virtual IReadOnlyDictionary<string, string> ProtocolDefaults(Protocol protocol) => ImmutableDictionary<string, string>.Empty;

    /// <summary>Why the family has no conditional form, as the end of a sentence; null when it has one.</summary>
    private protected virtual string? WhyUnconditional => null;

    /// <summary>Builds the programs.</summary>
    /// <param name="target">What it learns.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="settings">Checked settings.</param>
    /// <param name="model">Collects state, hyper values and programs.</param>
    private protected abstract TrainableModel Build(Target target, FamilyOptions options, FamilySettings settings, ModelBuilder model);

    /// <summary>The categories of the binned mode, or null.</summary>
    private protected static CategoryGrid? CategoriesOf(FamilyOptions options) => options.Bins > 0 ? new CategoryGrid(options.Bins) : null;

    /// <summary>Rows of the model's data: the target's dimensions, or the number of categories.</summary>
    private protected static int RowsOf(Target target, FamilyOptions options) => options.Bins > 0 ? options.Bins : target.Dimensions;

    /// <summary>Fresh target samples, in standardised units or one-hot, with the features of their conditions where there are any.</summary>
    /// <param name="g">The program.</param>
    /// <param name="target">The target.</param>
    /// <param name="categories">The categories of the binned mode, or null.</param>
    /// <param name="site">Name of the draw, unique in the program.</param>
    private protected static DataBatch Data(ProgramBuilder g, Target target, CategoryGrid? categories, string site = "data")
    {
        if (target is ConditionalTarget conditional)
        {
            (Value x, Value conditions) = conditional.SamplePairs(g, site);
            return new DataBatch(g.Named(x, site), conditional.Conditions.Of(g, conditions).Features);
        }

        Shape shape = Shape.Batched(categories?.Count ?? target.Dimensions, g.BatchSize);
        Value data = g.Model.DrawSubstitute?.Invoke(g, site, shape)
            ?? (categories is { } grid ? target.SampleOneHot(g, site, grid) : target.Sample(g, site));
        return new DataBatch(g.Named(data, site), null);
    }

    /// <summary>Features of conditions drawn as in training, without points, [features, batch]; null for a target without conditions.</summary>
    /// <param name="g">The program.</param>
    /// <param name="target">The target.</param>
    /// <param name="site">Name of the draw, unique in the program.</param>
    private protected static Value? Features(ProgramBuilder g, Target target, string site) =>
        target is ConditionalTarget conditional ? conditional.Conditions.Of(g, conditional.SampleConditions(g, site)).Features : null;

    /// <summary>The conditions that a sample program draws for: those given, or where none are as in training (an energy has no law of its condition: there the middle of the interval). Null for a target without conditions.</summary>
    /// <param name="g">The sample program.</param>
    /// <param name="target">The target.</param>
    private protected static ConditionValues? Given(ProgramBuilder g, Target target) => target is ConditionalTarget conditional
        ? conditional.Conditions.GivenOr(g, conditional.SampleConditions(g, "condition"))
        : target.Conditions?.Given(g);

    /// <summary>Ends a sample program of continuous data: outputs in original units and, where they differ, in standardised units; behind the coordinates of a conditional target follow the conditions.</summary>
    private protected static void OutputSamples(ProgramBuilder g, Target target, Value standardised, ConditionValues? given = null)
    {
        if (target is ConditionalTarget && given is not null)
        {
            g.Output("samples", g.ConcatenateRows(ToOriginalUnits(g, target, standardised), given.Values));
            (Value scale, Value shift) = Units(g, target.Joint, "conditions", target.Dimensions);
            g.Output("standardised", g.ConcatenateRows(standardised, (given.Values - shift) / scale));
            return;
        }

        if (target.Standardisation.IsIdentity)
        {
            g.Output("samples", standardised);
            return;
        }

        g.Output("samples", ToOriginalUnits(g, target, standardised));
        g.Output("standardised", standardised);
    }

    /// <summary>x scale + shift, per axis.</summary>
    private protected static Value ToOriginalUnits(ProgramBuilder g, Target target, Value standardised)
    {
        if (target.Standardisation.IsIdentity)
            return standardised;
        (Value scale, Value shift) = Units(g, target);
        return g.MultiplyAdd(standardised, scale, shift);
    }

    /// <summary>Scale and shift of the target's axes from <paramref name="first"/> on, [dimensions - first, 1] each.</summary>
    private protected static (Value Scale, Value Shift) Units(ProgramBuilder g, Target target, string name = "standardisation", int first = 0)
    {
        Value Table(string name, ReadOnlySpan<double> values)
        {
            float[] data = new float[values.Length - first];
            for (int axis = 0; axis < data.Length; axis++)
                data[axis] = (float)values[first + axis];
            return g.Buffer(g.Model.FindBuffer(name) ?? g.Model.Buffer(name, data.Length, 1, data));
        }

        return (Table($"{name}.scale", target.Standardisation.Scale), Table($"{name}.shift", target.Standardisation.Shift));
    }

    /// <summary>Ends a sample program of the binned mode: the point of each category, and the category.</summary>
    private protected static void OutputCategories(ProgramBuilder g, Target target, CategoryGrid grid, Value category)
    {
        Value point = g.MultiplyAdd(category, g.Constant((float)((grid.Upper - grid.Lower) / (grid.Count - 1))), g.Constant((float)grid.Lower));
        OutputSamples(g, target, point);
        g.Output("categories", category);
    }

    private void Check(Target target, FamilyOptions options)
    {
        if (options.Bins != 0 && target.Dimensions != 1)
            throw new UserErrorException(FormattableString.Invariant($"Bins exist for one-dimensional targets; {target.Name} has {target.Dimensions} dimensions: use --bins 0."), 2);
        if (target.Conditions is { } conditions && WhyUnconditional is { } why)
            throw new UserErrorException($"{Name} cannot be conditioned on {conditions.Names}: {why}; train gan, wgan, wgan-gp, vae, flow or diffusion with --condition.", 2);
        if (options.Bins != 0 && target.Conditions is not null)
            throw new UserErrorException($"{target.Name}: conditional models learn values, not categories; use --bins 0 with --condition.", 2);
        if (options.Bins is < 0 or 1 or > 4096)
            throw Wrong("the number of bins", options.Bins, "0 (off) or 2 to 4096");
        if (options.Budget < 1)
            throw Wrong("the parameter budget", options.Budget, "at least 1");
        if (options.HiddenLayers is < 1 or > 64)
            throw Wrong("the number of hidden layers", options.HiddenLayers, "1 to 64");
        if (options.BatchSize is < 1 or > 1 << 20)
            throw Wrong("the batch size", options.BatchSize, "1 to 1048576");
        if (options.SampleBatchSize is < 1 or > 1 << 20)
            throw Wrong("the batch size of sampling", options.SampleBatchSize, "1 to 1048576");
        if (options.Steps < 1)
            throw Wrong("the number of steps", options.Steps, "at least 1");
    }

    private UserErrorException Wrong(string what, long value, string expected) =>
        new(FormattableString.Invariant($"{Name}: {what} is {value}; expected {expected}."), 2);
}
