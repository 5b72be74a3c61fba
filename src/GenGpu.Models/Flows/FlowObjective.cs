using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Flows;

/// <summary>
/// What a flow minimises, as an expression of one training step. Reverse: E_q[beta U + log q], which is beta F >= -log Z (variational free energy; Noe, Olsson,
/// Koehler and Wu 2019). Forward: -E_p[log q] over samples of the target (maximum likelihood). Mixed: a weighted sum of both.
/// </summary>
internal sealed class FlowObjective
{
    private readonly Flow _flow;
    private readonly Target _target;
    private readonly FamilySettings _settings;
    private readonly long _steps;
    private readonly string _name;

    /// <summary>Reads the settings.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="target">What it learns.</param>
    /// <param name="settings">The family's settings.</param>
    /// <param name="steps">Training steps.</param>
    public FlowObjective(Flow flow, Target target, FamilySettings settings, long steps)
    {
        (_flow, _target, _settings, _steps) = (flow, target, settings, steps);
        _name = settings.IsGiven("objective") ? settings.Choice("objective") : target is EnergyTarget ? "reverse" : "forward";
        if (_name != "forward" && target is not EnergyTarget)
            throw new UserErrorException($"flow: objective={_name} needs an energy (--energy), and {target.Name} is known by its samples; use objective=forward.", 2);
        // Samples of the target are of one temperature and one energy: they say nothing of the other values of a condition.
        if (_name != "reverse" && target is EnergyTarget { Condition: not null })
            throw new UserErrorException($"flow: objective={_name} trains for one temperature and one energy; use objective=reverse with --condition.", 2);
        if (IsAlpha && target is EnergyTarget { Energy: CallbackEnergy callback })
            throw new UserErrorException($"flow: objective=alpha2 evaluates the energy within a program, and {callback.Name} is a function on the host; use objective=reverse.", 2);
    }

    /// <summary>Whether <see cref="AlphaDivergence"/> trains the flow, and not the expression made here.</summary>
    public bool IsAlpha => _name == "alpha2";

    /// <summary>Whether the energy is a function on the host that is asked at the points of <see cref="EmitPoints"/> before every step.</summary>
    public bool NeedsPoints => _name != "forward" && _target is EnergyTarget { Energy: CallbackEnergy };

    /// <summary>Emits the configurations at which a training step evaluates the energy.</summary>
    /// <param name="g">A program with the train program's purpose and batch size.</param>
    /// <returns>[dimensions, batch].</returns>
    public Value EmitPoints(ProgramBuilder g) => Draw(g).X;

    /// <summary>Emits the loss and the reports.</summary>
    /// <param name="g">The train program.</param>
    /// <param name="data">Emits samples of the target.</param>
    /// <returns>A scalar.</returns>
    public Value Emit(ProgramBuilder g, Func<ProgramBuilder, DataBatch> data)
    {
        Value loss = _name switch
        {
            "reverse" => Reverse(g),
            "forward" => Forward(g, data),
            _ => Mixed(g, data),
        };
        g.Report("loss", loss);
        return loss;
    }

    private Value Mixed(ProgramBuilder g, Func<ProgramBuilder, DataBatch> data)
    {
        Value begin = Hyper(g, "forwardWeight");
        Value end = Hyper(g, "forwardWeightEnd");
        Value weight = g.MultiplyAdd(end - begin, g.Minimum(g.StepIndex() * (1f / _steps), 1f), begin);
        Value forward = Forward(g, data);
        Value reverse = Reverse(g);
        g.Report("forwardLoss", forward);
        g.Report("reverseLoss", reverse);
        return g.MultiplyAdd(weight, forward - reverse, reverse);
    }

    private Value Forward(ProgramBuilder g, Func<ProgramBuilder, DataBatch> data)
    {
        DataBatch batch = data(g);
        return -g.Mean(_flow.LogDensity(new FlowScope(g, condition: batch.Features), batch.X));
    }

    private Value Reverse(ProgramBuilder g)
    {
        var target = (EnergyTarget)_target;
        (Value x, Value logDensity, ConditionValues? condition) = Draw(g);
        Value energy = Clip(g, new ReducedEnergy(target).Emit(g, x, condition));
        if (_settings.IsGiven("annealStart"))
            energy = energy * Annealing(g);
        if (_settings.Choice("gradient") == "path")
        {
            // "Sticking the landing" (Roeder, Wu and Duvenaud 2017): the score term has mean zero and is left out, so that the gradient vanishes with no noise at q = p.
            logDensity = _flow.LogDensity(new FlowScope(g, isFrozen: true, condition?.Features), x);
        }

        return g.Mean(energy + logDensity);
    }

    private (Value X, Value LogDensity, ConditionValues? Condition) Draw(ProgramBuilder g)
    {
        ConditionValues? condition = _target is EnergyTarget { Condition: { } interval } ? interval.Draw(g, "condition") : null;
        (Value x, Value logDensity) = _flow.Sample(new FlowScope(g, condition: condition?.Features), "base");
        return (x, logDensity, condition);
    }

    /// <summary>Linear up to c, logarithmic from there: c + log(1 + u - c), so that one clash of particles does not throw training off.</summary>
    private Value Clip(ProgramBuilder g, Value energy)
    {
        if (!_settings.IsGiven("energyClip"))
            return energy;
        Value limit = Hyper(g, "energyClip");
        Value excess = g.Maximum(energy - limit, 0f);
        return g.Minimum(energy, limit) + g.Apply(ElementwiseFunction.Log1p, excess);
    }

    /// <summary>annealStart^(1 - p) with p the share of annealSteps done: the temperature falls geometrically from 1 / annealStart times the target's.</summary>
    private Value Annealing(ProgramBuilder g)
    {
        float given = _settings.Number("annealSteps");
        Value span = g.Hyper(g.Model.Hyper("annealSteps", given > 0 ? given : Math.Max(1, _steps / 2), "steps over which the temperature falls"));
        Value left = g.Maximum(1f - (g.StepIndex() / span), 0f);
        return g.Exp(left * g.Log(Hyper(g, "annealStart")));
    }

    private Value Hyper(ProgramBuilder g, string name) => g.Hyper(_settings.Hyper(g.Model, name));
}
