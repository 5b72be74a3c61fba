using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>
/// The factor of the learning rate at step t, an expression of the step and hyper values: min((t + 1) / warmupSteps, 1) times one of
/// constant 1; linear 1 - (1 - f) p; cosine f + (1 - f) (1 + cos(pi p)) / 2 (Loshchilov and Hutter 2017, without restarts); step stepFactor^floor(t / stepEvery);
/// with f = finalFraction and p = clamp((t - warmupSteps) / (scheduleSteps - warmupSteps), 0, 1).
/// </summary>
internal static class LearningRateSchedule
{
    /// <summary>Settings of a family.</summary>
    /// <param name="schedule">The default course.</param>
    public static IReadOnlyList<SettingDescription> Settings(string schedule) =>
    [
        SettingDescription.Choice("schedule", "course of the learning rate", [schedule, .. new[] { "constant", "linear", "cosine", "step" }.Where(name => name != schedule)]),
        new("warmupSteps", 0, "steps over which the learning rate rises to its full value", 0, 1e9f, IsWhole: true),
        new("scheduleSteps", 0, "steps that linear and cosine span; 0: all training steps", 0, 1e9f, IsWhole: true),
        new("finalFraction", 0, "learning rate at the end of linear and cosine, as a share of the full one", 0, 1),
        new("stepEvery", 10_000, "steps between two reductions of schedule=step", 1, 1e9f, IsWhole: true),
        new("stepFactor", 0.5f, "factor of each reduction of schedule=step", 0, 1),
    ];

    /// <summary>Emits the factor, or null when it is 1 throughout.</summary>
    /// <param name="g">The train program.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="steps">Training steps.</param>
    /// <returns>A scalar or null.</returns>
    public static Value? Emit(ProgramBuilder g, FamilySettings settings, long steps)
    {
        Value? warmup = settings.IsGiven("warmupSteps") ? g.Hyper(settings.Hyper(g.Model, "warmupSteps")) : null;
        Value? course = settings.Choice("schedule") switch
        {
            "linear" => Linear(g, settings, Progress(g, settings, steps, warmup)),
            "cosine" => Cosine(g, settings, Progress(g, settings, steps, warmup)),
            "step" => g.Power(Number("stepFactor"), g.Floor(g.StepIndex() / Number("stepEvery"))),
            _ => null,
        };
        if (warmup is null)
            return course;
        Value rise = g.Minimum((g.StepIndex() + 1f) / g.Maximum(warmup, 1f), 1f);
        return course is null ? rise : rise * course;

        Value Number(string name) => g.Hyper(settings.Hyper(g.Model, name));
    }

    private static Value Progress(ProgramBuilder g, FamilySettings settings, long steps, Value? warmup)
    {
        float span = settings.Number("scheduleSteps");
        Value end = g.Hyper(g.Model.Hyper("scheduleSteps", span > 0 ? span : steps, "steps that the schedule spans"));
        Value start = warmup ?? g.Constant(0f);
        return g.Clamp((g.StepIndex() - start) / g.Maximum(end - start, 1f), g.Constant(0f), g.Constant(1f));
    }

    private static Value Linear(ProgramBuilder g, FamilySettings settings, Value progress)
    {
        Value last = g.Hyper(settings.Hyper(g.Model, "finalFraction"));
        return g.MultiplyAdd(last - 1f, progress, g.Constant(1f));
    }

    private static Value Cosine(ProgramBuilder g, FamilySettings settings, Value progress)
    {
        Value last = g.Hyper(settings.Hyper(g.Model, "finalFraction"));
        Value half = g.Cos(progress * MathF.PI) * 0.5f + 0.5f;
        return g.MultiplyAdd(1f - last, half, last);
    }
}
