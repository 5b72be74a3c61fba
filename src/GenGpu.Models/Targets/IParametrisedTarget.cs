using GenGpu.Core.Programs;

namespace GenGpu.Models.Targets;

/// <summary>A target that is one of a family of laws p(x | c): everything exact is known at every value of its parameters.</summary>
public interface IParametrisedTarget
{
    /// <summary>Its parameters.</summary>
    IReadOnlyList<TargetParameter> Parameters { get; }

    /// <summary>The law at one value of a parameter, the others at their defaults.</summary>
    /// <param name="parameter">Name of a parameter.</param>
    /// <param name="value">Its value, at least its minimum.</param>
    Target At(string parameter, double value);

    /// <summary>Emits fresh samples, each at a value of its own.</summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Prefix of the names of its draw sites, unique in the program.</param>
    /// <param name="parameter">Name of a parameter.</param>
    /// <param name="value">[1, batch] or a scalar.</param>
    /// <returns>[dimensions, batch].</returns>
    Value Sample(ProgramBuilder g, string site, string parameter, Value value);
}
