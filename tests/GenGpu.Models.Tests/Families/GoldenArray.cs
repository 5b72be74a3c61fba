using System.Text.Json;

namespace GenGpu.Models.Tests.Families;

/// <summary>An array of the golden files: shape and values, row by row.</summary>
internal sealed record GoldenArray(int[] Shape, double[] Values)
{
    public static GoldenArray Parse(JsonElement element) =>
        new([.. element.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())], [.. element.GetProperty("values").EnumerateArray().Select(e => e.GetDouble())]);

    public static Dictionary<string, GoldenArray> ParseAll(JsonElement element) => element.EnumerateObject().ToDictionary(p => p.Name, p => Parse(p.Value));

    public float[] Floats() => [.. Values.Select(v => (float)v)];
}
