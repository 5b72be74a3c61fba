using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>
/// The exponential moving average of a network's weights that samples are drawn with (Polyak and Juditsky 1992; for GANs Yazici et al. 2019, for diffusion Ho et al. 2020):
/// a = d_t a + (1 - d_t) w after every step t = 0, 1 ..., with d_t = min(emaDecay, (1 + t) / (10 + t)), so that the first weights do not outlive their use in short trainings. The
/// averages are state slots <c>name.average</c>; they are checkpointed and count nothing in the budget.
/// </summary>
public sealed class WeightAverage
{
    /// <summary>Ending of the names of the slots.</summary>
    public const string Suffix = ".average";

    private readonly Dictionary<StateSlot, StateSlot> _averages;
    private readonly HyperSlot _decay;

    private WeightAverage(Dictionary<StateSlot, StateSlot> averages, HyperSlot decay) => (_averages, _decay) = (averages, decay);

    /// <summary>Name of the weight that an average belongs to.</summary>
    /// <param name="average">Name of a slot with the role <see cref="StateRole.Average"/>.</param>
    public static string ParameterOf(string average)
    {
        ArgumentNullException.ThrowIfNull(average);
        return average.EndsWith(Suffix, StringComparison.Ordinal) ? average[..^Suffix.Length] : average;
    }

    /// <summary>The setting of a family.</summary>
    /// <param name="decay">Default decay; 0 for no average.</param>
    public static SettingDescription Setting(float decay = 0) =>
        new("emaDecay", decay, "decay of the moving average of the weights that samples are drawn with; 0: samples are drawn with the weights themselves", 0, 0.9999999f);

    /// <summary>Adds the slots, if the settings ask for an average.</summary>
    /// <param name="model">The model that gets the slots.</param>
    /// <param name="settings">The settings, <see cref="Setting"/> among them.</param>
    /// <param name="parameters">What samples are drawn with.</param>
    /// <returns>The average, or null where emaDecay is 0.</returns>
    internal static WeightAverage? Create(ModelBuilder model, FamilySettings settings, IEnumerable<StateSlot> parameters) => settings.Number("emaDecay") == 0
        ? null
        : new WeightAverage(parameters.ToDictionary(p => p, p => model.Slot(p.Name + Suffix, p.Shape, StateRole.Average)), settings.Hyper(model, "emaDecay"));

    /// <summary>Emits the start, at the end of the initialise program: the averages are the initial weights.</summary>
    /// <param name="g">The initialise program, in which the weights are set.</param>
    internal void Initialise(ProgramBuilder g)
    {
        foreach ((StateSlot parameter, StateSlot average) in _averages)
            g.Assign(average, g.Read(parameter));
    }

    /// <summary>Emits one step of the averages, behind the update of the weights.</summary>
    /// <param name="g">The train program.</param>
    internal void Update(ProgramBuilder g)
    {
        Value step = g.StepIndex();
        Value decay = g.Minimum(g.Hyper(_decay), (step + 1f) / (step + 10f));
        foreach ((StateSlot parameter, StateSlot average) in _averages)
            g.MovingAverage(average, g.Read(parameter), decay);
    }

    /// <summary>The averaged value of a weight, for <see cref="DenseNetwork.Forward(ProgramBuilder, Value, Func{StateSlot, Value})"/>.</summary>
    /// <param name="g">The sample program.</param>
    /// <param name="parameter">One of the parameters.</param>
    internal Value Read(ProgramBuilder g, StateSlot parameter) => g.Read(_averages[parameter]);
}
