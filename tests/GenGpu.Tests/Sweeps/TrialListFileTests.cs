using GenGpu.Core;
using GenGpu.Sweeps.Expansion;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Sweeps;

public class TrialListFileTests
{
    [Theory]
    [InlineData("cut", "is cut off")]
    [InlineData("byte", "is no trial")]
    [InlineData("value", "does not match its checksum")]
    [InlineData("line", "it holds 11 of 12 trials")]
    [InlineData("header", "its first line is no header")]
    [InlineData("empty", "its first line is no header")]
    [InlineData("schema", "use the gengpu that wrote it")]
    public void DamageIsNamed(string damage, string expected)
    {
        using var folder = new TemporaryFolder();
        TrialListFile.Write(folder.FullName, SweepFiles.Expand(SweepFiles.Tiny).List);
        string path = folder[TrialListFile.FileName];
        string text = File.ReadAllText(path);
        string[] lines = text.Split('\n');
        File.WriteAllText(path, damage switch
        {
            "cut" => text[..^20],
            "byte" => text.Replace("{\"index\":7", "{\u0001index\":7", StringComparison.Ordinal),
            "value" => text.Replace("\"seed\":1", "\"seed\":7", StringComparison.Ordinal),
            "line" => string.Join('\n', lines.Where((_, index) => index != 4)),
            "header" => string.Join('\n', lines.Skip(1)),
            "empty" => "",
            _ => text.Replace("gengpu/trials/1", "gengpu/trials/9", StringComparison.Ordinal),
        });
        var error = Assert.ThrowsAny<UserErrorException>(() => TrialListFile.Read(folder.FullName));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
    }
}
