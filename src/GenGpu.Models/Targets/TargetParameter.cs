namespace GenGpu.Models.Targets;

/// <summary>A number that a target's law depends on, and that models can be conditioned on.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Default">Its value in the target of that name.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Description">One line for lists.</param>
public sealed record TargetParameter(string Name, double Default, double Minimum, string Description);
