using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>Turns gradients into updates as the settings say: Adam or gradient descent, schedule, clipping.</summary>
/// <param name="settings">The settings.</param>
/// <param name="steps">Training steps, which schedules span.</param>
internal sealed class Optimizer(FamilySettings settings, long steps)
{
    /// <summary>Settings of the optimizer for a family with these defaults.</summary>
    /// <param name="learningRate">Default learning rate.</param>
    /// <param name="beta1">Default decay of Adam's first moment.</param>
    /// <param name="schedule">Default course of the learning rate.</param>
    public static IReadOnlyList<SettingDescription> Settings(float learningRate, float beta1, string schedule = "constant") =>
    [
        new("learningRate", learningRate, "learning rate", 0),
        SettingDescription.Choice("optimizer", "how gradients become updates", "adam", "sgd"),
        new("beta1", beta1, "decay of Adam's first moment", 0, 0.999999f),
        new("beta2", 0.999f, "decay of Adam's second moment", 0, 0.999999f),
        new("epsilon", 1e-8f, "added to the root of Adam's second moment", 0),
        new("momentum", 0, "momentum of optimizer=sgd", 0, 0.999999f),
        new("clipNorm", 0, "largest Euclidean norm of the gradient of a network; absent: no clipping", 1e-30f),
        .. LearningRateSchedule.Settings(schedule),
    ];

    /// <summary>Emits one update.</summary>
    /// <param name="g">The train program.</param>
    /// <param name="parameters">What is trained.</param>
    /// <param name="gradients">One gradient each.</param>
    /// <param name="learningRate">Name of the setting with this network's own learning rate; <c>learningRate</c> when that is not given.</param>
    public void Update(ProgramBuilder g, IReadOnlyList<StateSlot> parameters, IReadOnlyList<Value> gradients, string learningRate = "learningRate")
    {
        string name = settings.IsGiven(learningRate) ? learningRate : "learningRate";
        Value rate = g.Hyper(settings.Hyper(g.Model, name));
        if (LearningRateSchedule.Emit(g, settings, steps) is { } factor)
            rate = rate * factor;
        if (settings.IsGiven("clipNorm"))
            gradients = g.ClipByGlobalNorm(gradients, g.Hyper(settings.Hyper(g.Model, "clipNorm")));
        if (settings.Choice("optimizer") == "adam")
            g.Adam(parameters, gradients, rate, Hyper("beta1"), Hyper("beta2"), Hyper("epsilon"));
        else
            g.Sgd(parameters, gradients, rate, settings.IsGiven("momentum") ? Hyper("momentum") : null);

        Value Hyper(string setting) => g.Hyper(settings.Hyper(g.Model, setting));
    }
}
