using System.Globalization;
using GenGpu.Core;
using GenGpu.Storage;

namespace GenGpu.Tests.Storage;

public sealed class JsonFileTests
{
    public enum Kind
    {
        FirstKind,
        SecondKind,
    }

    public sealed record Inner(double Value, float Single);

    public sealed record Document(string Name, Kind Kind, Inner Inner, double[] Values, string? Note = null);

    [Fact]
    public void Round_trip_keeps_every_bit_and_non_finite_numbers()
    {
        using var folder = new TemporaryFolder();
        var document = new Document("ü <&> \"q\"", Kind.SecondKind, new Inner(0.1, 0.1f), [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 1e-320, double.MaxValue]);
        JsonFile.Write(folder["d.json"], document);
        Document read = JsonFile.Read<Document>(folder["d.json"]);
        Assert.Equal(document.Values.Select(BitConverter.DoubleToInt64Bits), read.Values.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(document.Inner, read.Inner);
        Assert.Equal((document.Name, document.Kind), (read.Name, read.Kind));
        string text = File.ReadAllText(folder["d.json"]);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public void Text_is_the_same_in_every_culture()
    {
        var document = new Document("a", Kind.FirstKind, new Inner(1.5, 0.1f), [double.NaN]);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator = ",";
            Assert.Equal("""{"name":"a","kind":"firstKind","inner":{"value":1.5,"single":0.1},"values":["NaN"],"note":null}""", JsonFile.ToLine(document));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("{\n  \"name\": \"a\",\n  \"kind\": }", "line 3, byte 11")]
    [InlineData("{\"name\":\"a\",\"kind\":\"firstKind\",\"inner\":{\"value\":\"abc\",\"single\":1},\"values\":[]}", "at $.inner.value")]
    [InlineData("{\"name\":\"a\"}", "kind")]
    [InlineData("{\"name\":null,\"kind\":\"firstKind\",\"inner\":null,\"values\":[]}", "null")]
    [InlineData("null", "the document is null, expected Document")]
    [InlineData("", "does not contain any JSON tokens")]
    public void Errors_name_the_file_and_the_place(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<DataFormatException>(() => JsonFile.Read<Document>(folder.Text("d.json", text)));
        Assert.StartsWith(folder["d.json"], error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("BytePositionInLine", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_a_user_error()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("no such file", Assert.Throws<UserErrorException>(() => JsonFile.Read<Document>(folder["x.json"])).Message, StringComparison.Ordinal);
    }
}
