using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>Turns gradients into updates as the settings say: Adam, RMSProp or gradient descent, schedule, clipping.</summary>
/// <param name="settings">The settings.</param>
/// <param name="steps">Training steps, which schedules span.</param>
internal sealed class Optimizer(FamilySettings settings, long steps)
{
    private static readonly string[] _methods = ["adam", "sgd", "rmsprop"];

    /// <summary>Settings of the optimizer for a family with these defaults.</summary>
    /// <param name="learningRate">Default learning rate.</param>
    /// <param name="beta1">Default decay of Adam's first moment.</param>
    /// <param name="schedule">Default course of the learning rate.</param>
    /// <param name="optimizer">Default method.</param>
    /// <param name="beta2">Default decay of the second moment.</param>
    public static IReadOnlyList<SettingDescription> Settings(
        float learningRate, float beta1, string schedule = "constant", string optimizer = "adam", float beta2 = 0.999f) =>
    [
        new("learningRate", learningRate, "learning rate", 0),
        SettingDescription.Choice("optimizer", "how gradients become updates", [optimizer, .. _methods.Where(method => method != optimizer)]),
        new("beta1", beta1, "decay of Adam's first moment", 0, 0.999999f),
        new("beta2", beta2, "decay of the second moment of adam and rmsprop", 0, 0.999999f),
        new("epsilon", 1e-8f, "added to the root of the second moment", 0),
        new("momentum", 0, "momentum of optimizer=sgd", 0, 0.999999f),
        new("clipNorm", 0, "largest Euclidean norm of the gradient of a network", 1e-30f) { Absent = "no clipping" },
        .. LearningRateSchedule.Settings(schedule),
    ];

    /// <summary>Emits one update.</summary>
    /// <param name="g">The train program.</param>
    /// <param name="parameters">What is trained.</param>
    /// <param name="gradients">One gradient each.</param>
    /// <param name="learningRate">Name of the setting with this network's own learning rate; <c>learningRate</c> when that is not given.</param>
    /// <param name="updates">Number of updates of these parameters with this one, a scalar from 1; null where every step makes one.</param>
    public void Update(ProgramBuilder g, IReadOnlyList<StateSlot> parameters, IReadOnlyList<Value> gradients, string learningRate = "learningRate", Value? updates = null)
    {
        string name = settings.IsGiven(learningRate) ? learningRate : "learningRate";
        Value rate = g.Hyper(settings.Hyper(g.Model, name));
        if (LearningRateSchedule.Emit(g, settings, steps) is { } factor)
            rate = rate * factor;
        if (settings.IsGiven("clipNorm"))
            gradients = g.ClipByGlobalNorm(gradients, g.Hyper(settings.Hyper(g.Model, "clipNorm")));
        switch (settings.Choice("optimizer"))
        {
            case "adam":
                Value[] decays = [Hyper("beta1"), Hyper("beta2")];
                Value? correction = updates is null ? null : g.ConcatenateRows([.. decays.Select(decay => 1f / (1f - g.Power(decay, updates)))]);
                g.Adam(parameters, gradients, rate, decays[0], decays[1], Hyper("epsilon"), correction);
                break;
            case "rmsprop":
                g.RmsProp(parameters, gradients, rate, Hyper("beta2"), Hyper("epsilon"));
                break;
            default:
                g.Sgd(parameters, gradients, rate, settings.IsGiven("momentum") ? Hyper("momentum") : null);
                break;
        }

        Value Hyper(string setting) => g.Hyper(settings.Hyper(g.Model, setting));
    }
}
