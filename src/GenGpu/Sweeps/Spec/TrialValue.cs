using System.Globalization;
using System.Text.Json;

namespace GenGpu.Sweeps.Spec;

/// <summary>One value of a trial's configuration in its canonical form: equal values have equal texts, however they were typed and whatever the culture.</summary>
/// <param name="Text">A number in its shortest form that reads back to the same bits; <c>true</c> or <c>false</c>; or a text.</param>
/// <param name="IsText">Whether it is a text, which JSON puts in quotes.</param>
public readonly record struct TrialValue(string Text, bool IsText)
{
    /// <summary>A number.</summary>
    /// <param name="value">A finite number.</param>
    public static TrialValue Of(double value) => new((value == 0 ? 0 : value).ToString("R", CultureInfo.InvariantCulture), IsText: false);

    /// <summary>A whole number.</summary>
    /// <param name="value">The number.</param>
    public static TrialValue Of(long value) => new(value.ToString(CultureInfo.InvariantCulture), IsText: false);

    /// <summary>A seed.</summary>
    /// <param name="value">The number.</param>
    public static TrialValue Of(ulong value) => new(value.ToString(CultureInfo.InvariantCulture), IsText: false);

    /// <summary>True or false.</summary>
    /// <param name="value">Which.</param>
    public static TrialValue Of(bool value) => new(value ? "true" : "false", IsText: false);

    /// <summary>A text.</summary>
    /// <param name="value">The text.</param>
    public static TrialValue Of(string value) => new(value, IsText: true);

    /// <summary>The number, or null when it is none.</summary>
    public double? Number => !IsText && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    /// <summary>The value as JSON.</summary>
    public string Json => IsText ? JsonSerializer.Serialize(Text, Storage.JsonFile.OneLine) : Text;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
