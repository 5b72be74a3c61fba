using System.Globalization;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>What modes of a target are called in warnings and summaries.</summary>
internal static class ModeNames
{
    // A line of twenty coordinates says no more than three and the number of the mode.
    private const int NamedCoordinates = 3;

    /// <summary>The centre, (1.5, -1.5); above three dimensions the number of the mode, from 1, and the first coordinates: mode 2 (4, 0, 0, ... of 20).</summary>
    /// <param name="target">The target.</param>
    /// <param name="index">Index of the mode in <see cref="Target.Modes"/>.</param>
    public static string Of(Target target, int index)
    {
        GaussianComponent mode = target.Modes[index];
        bool isLong = mode.Dimensions > NamedCoordinates;
        // Without the sign of a zero.
        string coordinates = string.Join(", ", mode.Mean[..Math.Min(NamedCoordinates, mode.Dimensions)].ToArray().Select(x => (Math.Round(x, 3) + 0.0).ToString(CultureInfo.InvariantCulture)));
        return isLong ? FormattableString.Invariant($"mode {index + 1} ({coordinates}, ... of {mode.Dimensions})") : $"({coordinates})";
    }
}
