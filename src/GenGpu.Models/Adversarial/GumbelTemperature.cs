using GenGpu.Core.Programs;
using GenGpu.Models.Families;

namespace GenGpu.Models.Adversarial;

/// <summary>
/// Temperature of Gumbel-softmax at step t: temperature (temperatureEnd / temperature)^p with p = min(t / temperatureSteps, 1), the exponential course of Jang, Gu and Poole (2017);
/// constant where no end is given. A low temperature makes gradients of the one-hot less biased and more noisy.
/// </summary>
internal sealed class GumbelTemperature
{
    private const string Bins = "the binned mode (--bins 20, for example)";

    private readonly HyperSlot _start;
    private readonly HyperSlot? _end;
    private readonly HyperSlot? _steps;

    /// <summary>Adds the hyper values.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="steps">Training steps.</param>
    public GumbelTemperature(ModelBuilder model, FamilySettings settings, long steps)
    {
        _start = settings.Hyper(model, "temperature");
        if (!settings.IsGiven("temperatureEnd"))
            return;
        _end = settings.Hyper(model, "temperatureEnd");
        float span = settings.Number("temperatureSteps");
        _steps = model.Hyper("temperatureSteps", span > 0 ? span : steps, "steps until temperatureEnd");
    }

    /// <summary>The settings of a family.</summary>
    public static IReadOnlyList<SettingDescription> Settings { get; } =
    [
        new("temperature", 1, "temperature of Gumbel-softmax; binned mode", 1e-3f, 1e3f) { Needs = Bins },
        new("temperatureEnd", 1, "temperature that training ends with", 1e-3f, 1e3f) { Needs = Bins, Absent = "as temperature" },
        new("temperatureSteps", 0, "steps until temperatureEnd; 0: all training steps", 0, 1e9f, IsWhole: true) { Needs = "temperatureEnd and " + Bins },
    ];

    /// <summary>Emits the temperature of the current step.</summary>
    /// <param name="g">The train program.</param>
    /// <returns>A scalar.</returns>
    public Value Emit(ProgramBuilder g)
    {
        Value start = g.Hyper(_start);
        if (_end is null)
            return start;
        Value progress = g.Minimum(g.StepIndex() / g.Hyper(_steps!), 1f);
        return start * g.Power(g.Hyper(_end) / start, progress);
    }
}
