using GenGpu.Core.Programs;
using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Flows;

/// <summary>beta U(x), with the condition in its place.</summary>
/// <param name="target">Energy, temperature, condition.</param>
internal sealed class ReducedEnergy(EnergyTarget target)
{
    /// <summary>Emits beta U(x).</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">[dimensions, batch].</param>
    /// <param name="condition">The condition's value, or null.</param>
    /// <returns>[1, batch].</returns>
    public Value Emit(ProgramBuilder g, Value x, ConditionValues? condition)
    {
        bool isBeta = IsBeta(condition);
        IReadOnlyDictionary<string, Value>? values = condition is null || isBeta ? null : new Dictionary<string, Value> { [target.Condition!.Name] = condition.Values };
        Value energy = target.Energy.Emit(new EnergyScope(g, values), x);
        return isBeta ? energy * condition!.Values : energy * (float)target.Beta;
    }

    /// <summary>beta alone, for an energy that the host multiplies in.</summary>
    /// <param name="g">The program.</param>
    /// <param name="condition">The condition's value, or null.</param>
    /// <returns>[1, batch].</returns>
    public Value Beta(ProgramBuilder g, ConditionValues? condition) =>
        g.BroadcastTo(IsBeta(condition) ? condition!.Values : g.Constant((float)target.Beta), Shape.Batched(1, g.BatchSize));

    private bool IsBeta(ConditionValues? condition) => condition is not null && target.Condition!.Name == EnergyTarget.BetaName;
}
