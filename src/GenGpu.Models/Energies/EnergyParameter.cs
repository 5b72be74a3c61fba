namespace GenGpu.Models.Energies;

/// <summary>A named number in an energy that may differ between trials or samples without changing a shape: a hyper value <c>energy.name</c>, or a condition of a flow.</summary>
/// <param name="Name">Name, camelCase, as in <c>--set energy.name=value</c>.</param>
/// <param name="Default">Its value unless another is given.</param>
/// <param name="Description">One line for lists.</param>
public sealed record EnergyParameter(string Name, double Default, string Description = "");
