using System.Text.Json;

namespace GenGpu.Models.Tests.Families;

/// <summary>One case of Golden/*.json (see Golden/README.md).</summary>
internal sealed record GoldenCase(IReadOnlyDictionary<string, double> Numbers, IReadOnlyDictionary<string, string> Settings, Dictionary<string, GoldenArray> Parameters, IReadOnlyList<GoldenStep> Steps)
{
    public static GoldenCase Load(string family, string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", family + ".json"));
        using JsonDocument document = JsonDocument.Parse(file);
        JsonElement element = document.RootElement.GetProperty(name);
        JsonElement configuration = element.GetProperty("configuration");
        return new(
            configuration.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Number).ToDictionary(p => p.Name, p => p.Value.GetDouble()),
            configuration.TryGetProperty("settings", out JsonElement settings) ? settings.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!) : [],
            GoldenArray.ParseAll(element.GetProperty("parameters")),
            [.. element.GetProperty("steps").EnumerateArray().Select(GoldenStep.Parse)]);
    }

    public int Whole(string name) => (int)Numbers[name];
}
