using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies;

/// <summary>Where an energy is emitted: the program, and the values of its parameters there.</summary>
public sealed class EnergyScope
{
    private readonly IReadOnlyDictionary<string, Value> _values;

    /// <summary>Parameters are hyper values, except those given.</summary>
    /// <param name="program">The program.</param>
    /// <param name="values">Values that replace hyper values: scalars, or [1, batch] where each sample has its own (a flow conditioned on a parameter).</param>
    public EnergyScope(ProgramBuilder program, IReadOnlyDictionary<string, Value>? values = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        Program = program;
        _values = values ?? new Dictionary<string, Value>();
    }

    /// <summary>The program.</summary>
    public ProgramBuilder Program { get; }

    /// <summary>The value of a parameter: a scalar or [1, batch].</summary>
    /// <param name="parameter">A parameter of the energy.</param>
    public Value Parameter(EnergyParameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return _values.TryGetValue(parameter.Name, out Value? value)
            ? value
            : Program.Hyper(Program.Model.Hyper("energy." + parameter.Name, (float)parameter.Default, parameter.Description));
    }
}
