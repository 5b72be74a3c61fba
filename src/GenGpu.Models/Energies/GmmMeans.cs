using System.Globalization;

namespace GenGpu.Models.Energies;

/// <summary>The forty means of gmm-40 (Midgley et al. 2023), from the embedded file <c>gmm40-means.csv</c>.</summary>
internal static class GmmMeans
{
    private static readonly Lazy<double[][]> _forty = new(Read);

    public static double[][] Forty => _forty.Value;

    private static double[][] Read()
    {
        using Stream stream = typeof(GmmMeans).Assembly.GetManifestResourceStream("gmm40-means.csv")
            ?? throw new InvalidOperationException("The resource gmm40-means.csv is missing from GenGpu.Models.");
        using StreamReader reader = new(stream);
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. lines.Select(line => line.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
    }
}
