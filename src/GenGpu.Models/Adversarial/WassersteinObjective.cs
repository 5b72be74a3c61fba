using GenGpu.Core.Programs;
using GenGpu.Models.Families;

namespace GenGpu.Models.Adversarial;

/// <summary>
/// The judge is a critic f that minimises E f(G(z)) - E f(x); the generator minimises -E f(G(z)) (Arjovsky, Chintala and Bottou 2017, algorithm 1). f is kept from being steep by clipping its weights to
/// [-clip, clip] after every update, or by the penalty gradientPenalty E (|grad f(u)| - 1)^2 at u = e x + (1 - e) G(z), e uniform on [0, 1) (Gulrajani et al. 2017, equation 3).
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="isPenalised">Whether by the penalty.</param>
internal sealed class WassersteinObjective(FamilySettings settings, bool isPenalised) : AdversarialObjective
{
    // Far below any slope that matters; the root's derivative is infinite at 0.
    private const float SmallestSquare = 1e-12f;

    /// <inheritdoc/>
    public override Value JudgeLoss(ProgramBuilder g, ConditionedNetwork judge, Value real, Func<Value> fake)
    {
        Value generated = fake();
        Value difference = g.Mean(judge.Forward(g, real)) - g.Mean(judge.Forward(g, generated));
        g.Report("criticDifference", difference);
        Value loss = -difference;
        if (isPenalised)
        {
            (Value score, Value between) = Between(g, judge, real, generated);
            Value penalty = g.Mean(g.Square(Slope(g, score, between) - 1f));
            g.Report("slopePenalty", penalty);
            loss += g.Hyper(settings.Hyper(g.Model, "gradientPenalty")) * penalty;
        }

        g.Report("criticLoss", loss);
        return loss;
    }

    /// <inheritdoc/>
    public override void AfterUpdate(ProgramBuilder g, DenseNetwork judge)
    {
        if (isPenalised)
            return;
        Value bound = g.Hyper(settings.Hyper(g.Model, "clip"));
        foreach (StateSlot parameter in judge.Parameters)
            g.Assign(parameter, g.Clamp(g.Read(parameter), -bound, bound));
    }

    /// <inheritdoc/>
    public override Value GeneratorLoss(ProgramBuilder g, Value score) => -g.Mean(score);

    /// <summary>|grad f| on the lines between data and generated samples.</summary>
    /// <param name="g">The program.</param>
    /// <param name="judge">The critic.</param>
    /// <param name="real">Data.</param>
    /// <param name="fake">Generated samples.</param>
    /// <returns>[1, batch].</returns>
    public static Value SlopeBetween(ProgramBuilder g, ConditionedNetwork judge, Value real, Value fake)
    {
        (Value score, Value between) = Between(g, judge, real, fake);
        return Slope(g, score, between);
    }

    private static (Value Score, Value Between) Between(ProgramBuilder g, ConditionedNetwork judge, Value real, Value fake)
    {
        Value between = g.MultiplyAdd(g.Uniform(1, "between"), real - fake, fake);
        return (judge.Forward(g, between), between);
    }

    private static Value Slope(ProgramBuilder g, Value score, Value x) => g.Sqrt(g.Maximum(SquaredSlope(g, score, x), SmallestSquare));
}
