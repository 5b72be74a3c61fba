using GenGpu.Models.Families;

namespace GenGpu.Sweeps.Spec;

/// <summary>A key of a trial, resolved: an option of training, a setting of one or several families, or a parameter of an energy.</summary>
/// <param name="Name">Its canonical name; a setting that is meant for one family alone begins with the family and a dot.</param>
/// <param name="Field">The option, or null.</param>
/// <param name="Family">The family that a setting is meant for alone, or null.</param>
/// <param name="Settings">What families know it, with their descriptions; empty for options and for parameters of energies.</param>
internal sealed record TrialKey(string Name, TrialField? Field, string? Family, IReadOnlyList<(string Family, SettingDescription Description)> Settings)
{
    /// <summary>Whether it is a parameter of an energy.</summary>
    public bool IsEnergyParameter => Field is null && Settings.Count == 0;
}
