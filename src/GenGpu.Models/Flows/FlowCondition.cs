using GenGpu.Core.Programs;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Flows;

/// <summary>The value of an energy's condition in a program, and how a conditioner sees it.</summary>
/// <param name="Value">[1, batch] or a scalar.</param>
/// <param name="Feature">[1, batch], -1 at the low end of the interval and 1 at the high end.</param>
public sealed record FlowCondition(Value Value, Value Feature)
{
    /// <summary>A value per sample, drawn over the interval: evenly, or evenly in the logarithm for beta.</summary>
    /// <param name="g">The program.</param>
    /// <param name="condition">Name and interval.</param>
    /// <param name="site">Name of the draw.</param>
    public static FlowCondition Draw(ProgramBuilder g, EnergyCondition condition, string site)
    {
        Value feature = g.MultiplyAdd(g.Uniform(1, site), g.Constant(2f), g.Constant(-1f));
        return new FlowCondition(ValueOf(g, condition, feature), feature);
    }

    /// <summary>The same value for all samples: a hyper value, in the middle of the interval unless set.</summary>
    /// <param name="g">The program.</param>
    /// <param name="condition">Name and interval.</param>
    public static FlowCondition Given(ProgramBuilder g, EnergyCondition condition)
    {
        Value value = g.Hyper(g.Model.Hyper(EnergyCondition.HyperName, (float)condition.Middle, $"value of {condition.Name} that samples are drawn for"));
        (double low, double high) = condition.IsBeta ? (Math.Log(condition.Low), Math.Log(condition.High)) : (condition.Low, condition.High);
        Value position = condition.IsBeta ? g.Log(value) : value;
        Value feature = (position - (float)((low + high) / 2)) * (float)(2 / (high - low));
        return new FlowCondition(value, g.BroadcastTo(feature, Shape.Batched(1, g.BatchSize)));
    }

    private static Value ValueOf(ProgramBuilder g, EnergyCondition condition, Value feature)
    {
        (double low, double high) = condition.IsBeta ? (Math.Log(condition.Low), Math.Log(condition.High)) : (condition.Low, condition.High);
        Value position = g.MultiplyAdd(feature, g.Constant((float)((high - low) / 2)), g.Constant((float)((low + high) / 2)));
        return condition.IsBeta ? g.Exp(position) : position;
    }
}
