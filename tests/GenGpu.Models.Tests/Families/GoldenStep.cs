using System.Text.Json;

namespace GenGpu.Models.Tests.Families;

/// <summary>One step of a golden case.</summary>
internal sealed record GoldenStep(
    Dictionary<string, GoldenArray> Draws, Dictionary<string, double> Losses, Dictionary<string, GoldenArray> Gradients, Dictionary<string, GoldenArray> Parameters)
{
    public static GoldenStep Parse(JsonElement element) => new(
        GoldenArray.ParseAll(element.GetProperty("draws")),
        element.GetProperty("losses").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble()),
        GoldenArray.ParseAll(element.GetProperty("gradients")),
        GoldenArray.ParseAll(element.GetProperty("parameters")));
}
