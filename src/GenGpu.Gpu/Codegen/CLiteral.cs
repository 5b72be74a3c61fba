using System.Globalization;

namespace GenGpu.Gpu.Codegen;

/// <summary>Constants as C text.</summary>
internal static class CLiteral
{
    /// <summary>A float that reads back as the same bits.</summary>
    public static string Of(float value)
    {
        if (float.IsNaN(value))
            return "GG_NAN";
        if (float.IsInfinity(value))
            return value > 0 ? "GG_INFINITY" : "(-GG_INFINITY)";
        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        if (!digits.Contains('.', StringComparison.Ordinal))
            digits = digits.Contains('E', StringComparison.Ordinal) ? digits.Replace("E", ".0E", StringComparison.Ordinal) : digits + ".0";
        return float.IsNegative(value) ? $"({digits}f)" : $"{digits}f";
    }

    /// <summary>An unsigned 32-bit number.</summary>
    public static string Of(uint value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:X8}u");

    /// <summary>A name as the dialect's functions are called: UpperCamelCase to lower_case.</summary>
    public static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 && !char.IsDigit(name[i - 1]) ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
