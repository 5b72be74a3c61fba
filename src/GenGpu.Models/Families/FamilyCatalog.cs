using GenGpu.Core;

namespace GenGpu.Models.Families;

/// <summary>All model families by name.</summary>
public static class FamilyCatalog
{
    /// <summary>The families, in the order of tables.</summary>
    public static IReadOnlyList<IModelFamily> All { get; } = [new GanFamily(), new WassersteinFamily(isPenalised: false), new WassersteinFamily(isPenalised: true), new VaeFamily(), new RbmFamily(), new FlowFamily(), new DiffusionFamily()];

    /// <summary>The family of that name, in any case.</summary>
    /// <param name="name">For example <c>gan</c>.</param>
    /// <exception cref="UserErrorException">There is none; the message suggests the nearest name.</exception>
    public static IModelFamily Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UserErrorException($"There is no model family '{name}'{NameSuggestion.Hint(name, [.. All.Select(f => f.Name)])}", exitCode: 2);
    }
}
