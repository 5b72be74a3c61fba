using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using GenGpu.Core.Random;
using GenGpu.Cpu.Simd;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Tests.Codegen;

/// <summary>Constants stand once per side; both sides hold the same bits.</summary>
public partial class TableTests
{
    [Fact]
    public void CoefficientsAreThoseOfTheCpuAccelerator()
    {
        var device = Definition().Matches(KernelLibrary.Read("lib/coefficients.h"))
            .ToDictionary(m => m.Groups[1].Value.Replace("_", "", StringComparison.Ordinal), m => float.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));
        Dictionary<string, float> cpu = typeof(MathCoefficients).GetFields(BindingFlags.Static | BindingFlags.Public)
            .ToDictionary(f => "GG" + f.Name.ToUpperInvariant(), f => (float)f.GetRawConstantValue()!);
        Assert.True(cpu.Count > 30);
        Assert.Equal(cpu.OrderBy(c => c.Key), device.OrderBy(c => c.Key));
    }

    [Fact]
    public void TheTableOfNormalsIsThatOfTheCore()
    {
        string table = KernelLibrary.Read("lib/normal_table.h");
        float[] device = [.. Number().Matches(table[table.IndexOf('{', StringComparison.Ordinal)..]).Select(m => float.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];
        Assert.Equal(NormalTable.Coefficients.ToArray(), device);
    }

    [Fact]
    public void OnlyTheDialectNamesAVendor()
    {
        string[] words = ["cuda", "nvidia", "nvrtc", "opencl", "__global", "__local", "__constant", "__device__", "threadIdx", "get_local_id", "convert_", "__syncthreads"];
        foreach (string name in typeof(KernelLibrary).Assembly.GetManifestResourceNames().Where(n => !n.StartsWith("dialect/", StringComparison.Ordinal)))
            Assert.Empty(words.Where(w => KernelLibrary.Read(name).Contains(w, StringComparison.OrdinalIgnoreCase)).Select(w => $"{name} says '{w}'"));
    }

    [GeneratedRegex(@"#define (\w+) \((-?[0-9.e+-]+)f\)")]
    private static partial Regex Definition();

    [GeneratedRegex(@"(-?[0-9]+\.[0-9]*(?:e[+-]?[0-9]+)?)f")]
    private static partial Regex Number();
}
