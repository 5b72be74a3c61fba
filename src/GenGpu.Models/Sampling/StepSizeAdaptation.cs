using GenGpu.Core.Programs;

namespace GenGpu.Models.Sampling;

/// <summary>
/// Step sizes that approach a target acceptance by dual averaging (Nesterov 2009; Hoffman and Gelman, The No-U-Turn Sampler, 2014, equation 6): with a the mean acceptance of update t,
/// H = (1 - 1/(t + 10)) H + (target - a)/(t + 10), log step = mu - sqrt(t)/0.05 H, log average = t^-0.75 log step + (1 - t^-0.75) log average. All chains share a step size, so a is nearly free of noise.
/// </summary>
internal sealed class StepSizeAdaptation
{
    private const float Offset = 10f;
    private const float Gamma = 0.05f;
    private const float Kappa = 0.75f;
    private readonly StateSlot _logStep;
    private readonly StateSlot _logAverage;
    private readonly StateSlot _error;
    private readonly StateSlot _count;
    private readonly float _initial;

    /// <summary>Adds the state.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Prefix of the slots.</param>
    /// <param name="replicas">Number of step sizes.</param>
    /// <param name="initial">Where they start, in units of the scale.</param>
    public StepSizeAdaptation(ModelBuilder model, string name, int replicas, float initial)
    {
        _initial = initial;
        _logStep = model.Slot(name + ".logStepSize", Shape.Matrix(replicas, 1), StateRole.Other);
        _logAverage = model.Slot(name + ".logStepSizeAverage", Shape.Matrix(replicas, 1), StateRole.Other);
        _error = model.Slot(name + ".acceptanceError", Shape.Matrix(replicas, 1), StateRole.Other);
        _count = model.Slot(name + ".adaptationCount", Shape.Scalar, StateRole.Other);
    }

    /// <summary>The slot of the frozen step sizes' logarithms.</summary>
    public StateSlot LogAverage => _logAverage;

    /// <summary>Emits the initial state.</summary>
    /// <param name="g">The initialise program.</param>
    public void Initialise(ProgramBuilder g)
    {
        g.Assign(_logStep, g.Constant(MathF.Log(_initial)));
        g.Assign(_logAverage, g.Constant(MathF.Log(_initial)));
        g.Assign(_error, g.Constant(0f));
        g.Assign(_count, g.Constant(0f));
    }

    /// <summary>The step sizes while they are adapted, [replicas, 1].</summary>
    /// <param name="g">The program.</param>
    public Value Adapting(ProgramBuilder g) => g.Exp(g.Read(_logStep));

    /// <summary>The average that warm-up leaves behind, [replicas, 1].</summary>
    /// <param name="g">The program.</param>
    public Value Frozen(ProgramBuilder g) => g.Exp(g.Read(_logAverage));

    /// <summary>Emits an update.</summary>
    /// <param name="g">The program.</param>
    /// <param name="acceptance">Mean acceptance probability, [replicas, 1].</param>
    /// <param name="target">The acceptance to approach, a scalar.</param>
    public void Update(ProgramBuilder g, Value acceptance, Value target)
    {
        Value count = g.Read(_count) + 1f;
        Value share = g.Reciprocal(count + Offset);
        Value error = g.MultiplyAdd(share, target - acceptance - g.Read(_error), g.Read(_error));
        Value logStep = MathF.Log(_initial) - (g.Sqrt(count) * error * (1 / Gamma));
        Value weight = g.Power(count, g.Constant(-Kappa));
        Value average = g.MultiplyAdd(weight, logStep - g.Read(_logAverage), g.Read(_logAverage));
        g.Assign(_error, error);
        g.Assign(_logStep, logStep);
        g.Assign(_logAverage, average);
        g.Assign(_count, count);
    }
}
