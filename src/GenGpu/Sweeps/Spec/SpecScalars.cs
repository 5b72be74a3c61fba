using System.Globalization;
using GenGpu.Storage;

namespace GenGpu.Sweeps.Spec;

/// <summary>
/// Reads single values by the kind that their key has, never by what YAML would guess: <c>on</c> stays a word, <c>1e4</c> is the whole number 10000, and <c>010</c>, which some readers take for eight, is refused.
/// </summary>
internal static class SpecScalars
{
    /// <summary>A whole number: 100, 1e4, -3.</summary>
    public static long Whole(SpecDocument document, SpecScalar scalar, string key)
    {
        double value = Number(document, scalar, key, "a whole number");
        if (value != Math.Floor(value) || Math.Abs(value) > 1L << 53)
            throw Wrong(document, scalar, key, "a whole number");
        return (long)value;
    }

    /// <summary>A seed: a whole number from 0 to 2^64 - 1.</summary>
    public static ulong Seed(SpecDocument document, SpecScalar scalar, string key)
    {
        const string expected = "a whole number from 0 to 18446744073709551615";
        Check(document, scalar, key, expected);
        if (ulong.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
            return value;
        double number = Number(document, scalar, key, expected);
        return number >= 0 && number <= 1L << 53 && number == Math.Floor(number) ? (ulong)number : throw Wrong(document, scalar, key, expected);
    }

    /// <summary>A finite number: 0.001, 1e-3, .5.</summary>
    public static double Number(SpecDocument document, SpecScalar scalar, string key, string expected = "a number")
    {
        Check(document, scalar, key, expected);
        return IsNumber(scalar.Text, out double value) ? value : throw Wrong(document, scalar, key, expected);
    }

    /// <summary>true or false.</summary>
    public static bool Flag(SpecDocument document, SpecScalar scalar, string key) => scalar.Text switch
    {
        "true" => true,
        "false" => false,
        _ => throw Wrong(document, scalar, key, "true or false"),
    };

    /// <summary>A text, not empty.</summary>
    public static string Text(SpecDocument document, SpecScalar scalar, string key) =>
        scalar.Text.Length > 0 ? scalar.Text : throw Wrong(document, scalar, key, "a value");

    /// <summary>Whether a text is a finite number in decimal digits.</summary>
    public static bool IsNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>The error for a value of another kind.</summary>
    public static DataFormatException Wrong(SpecDocument document, SpecScalar scalar, string key, string expected) =>
        document.Fail(scalar.Where, scalar.Text.Length == 0 ? $"{key} has no value; expected {expected}." : $"{key} cannot be {MessageText.Quote(scalar.Text)}; expected {expected}.");

    private static void Check(SpecDocument document, SpecScalar scalar, string key, string expected)
    {
        string digits = scalar.Text.TrimStart('+', '-');
        if (digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]))
            throw document.Fail(scalar.Where, $"{key} is written {scalar.Text}, which some programs read as an octal number; write it without the leading zero (expected {expected}).");
    }
}
