using System.Text.Json;

namespace GenGpu.Models.Tests.Families;

/// <summary>One case of Golden/*.json (see Golden/README.md).</summary>
internal sealed record GoldenCase(IReadOnlyDictionary<string, double> Numbers, Dictionary<string, GoldenArray> Parameters, IReadOnlyList<GoldenStep> Steps)
{
    public static GoldenCase Load(string family, string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", family + ".json"));
        using JsonDocument document = JsonDocument.Parse(file);
        JsonElement element = document.RootElement.GetProperty(name);
        return new(
            element.GetProperty("configuration").EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Number).ToDictionary(p => p.Name, p => p.Value.GetDouble()),
            GoldenArray.ParseAll(element.GetProperty("parameters")),
            [.. element.GetProperty("steps").EnumerateArray().Select(GoldenStep.Parse)]);
    }

    public int Whole(string name) => (int)Numbers[name];
}
