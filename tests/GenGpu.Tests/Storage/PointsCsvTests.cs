using System.Diagnostics;
using System.Globalization;
using GenGpu.Core;
using GenGpu.Storage;

namespace GenGpu.Tests.Storage;

public sealed class PointsCsvTests
{
    [Theory]
    [InlineData("1,2\n3,4\n")]
    [InlineData("1;2\r\n3;4")]
    [InlineData("1\t2\n3\t4\n\n")]
    [InlineData("  1   2\n3 4  \n")]
    [InlineData("# made by hand\n\n1 , 2\n# between\n3, 4 # after\n")]
    [InlineData("\uFEFF1,2\n3,4\n")]
    [InlineData("1,2\n3,4 # no line break")]
    [InlineData("\"1\",\"2\"\n\"3\",+4e0\n")]
    public void Reads_every_spelling(string text)
    {
        PointSet points = Read(text);
        Assert.Equal((2, 2), (points.Dimensions, points.Count));
        Assert.Equal([1, 3, 2, 4], points.Values);
        Assert.Null(points.ColumnNames);
    }

    [Theory]
    [InlineData("alcohol,\"malic acid, g/l\"\n1,2\n3,4\n")]
    [InlineData("# wine\nalcohol\t\"malic acid, g/l\"\n1\t2\n3\t4\n")]
    public void Reads_column_names(string text)
    {
        PointSet points = Read(text);
        Assert.Equal(["alcohol", "malic acid, g/l"], points.ColumnNames!);
        Assert.Equal([1, 3, 2, 4], points.Values);
    }

    [Fact]
    public void One_column_is_enough() => Assert.Equal([1, -2.5, 3e-7], Read("x\n1\n-2.5\n3e-7\n").Values);

    [Theory]
    [InlineData("1,2\n3,nan\n", "line 2, column 2: \"nan\", expected a finite number; remove the line or fill the gap.")]
    [InlineData("a,b\n1,-Infinity\n", "line 2, column 2 (b): \"-Infinity\", expected a finite number")]
    [InlineData("1,2\n3,inf\n", "line 2, column 2: \"inf\", expected a finite number")]
    [InlineData("1,2\n3,1e999\n", "line 2, column 2: \"1e999\", expected a finite number")]
    [InlineData("1,2\n# c\n\n3,abc\n", "line 4, column 2: \"abc\", expected a number.")]
    [InlineData("1;2\n3;4,5\n", "line 2, column 2: \"4,5\", expected a number with a decimal point, not a comma.")]
    [InlineData("1,2\n3,\n", "line 2, column 2: the field is empty, expected a number")]
    [InlineData("1,2\n3\n", "line 2 has 1 column, expected 2 as in line 1.")]
    [InlineData("a,b\n3,4,5\n", "line 2 has 3 columns, expected 2 as in the header line.")]
    [InlineData("1,2\n3,0x10\n", "line 2, column 2: \"0x10\", expected a number.")]
    [InlineData("1,2\n3,1_000\n", "line 2, column 2: \"1_000\", expected a number.")]
    [InlineData("nan,2\n3,4\n", "line 1, column 1: \"nan\", expected a finite number")]
    [InlineData("a,b\nc,d\n", "line 2, column 1 (a): \"c\", expected a number.")]
    [InlineData("", "the file holds no point")]
    [InlineData("# only\n\n", "the file holds no point")]
    [InlineData("a,b\n", "the file holds no point")]
    [InlineData("1,2\n3,\"4\"5\n", "line 2")]
    [InlineData("1,2\n\0\u0001,4\n", "line 2, column 1: \"??\", expected a number.")]
    public void Errors_name_line_and_column(string text, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Read(text));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("p.csv: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Written_text_reads_back_to_the_same_bits_in_every_culture()
    {
        using var folder = new TemporaryFolder();
        float[] values = [0.1f, float.MaxValue, 1e-45f, -0f, 1f / 3, 2];
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture.NumberFormat.NegativeSign = "~";
            PointsCsv.Write(folder["a.csv"], values, 2, ["a, b", "c \"d\""]);
            Assert.Equal("\"a, b\",\"c \"\"d\"\"\"\n0.1,-0\n3.4028235E+38,0.33333334\n1E-45,2\n", File.ReadAllText(folder["a.csv"]));
            PointSet read = PointsCsv.Read(folder["a.csv"]);
            Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), read.ToSingle().Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(["a, b", "c \"d\""], read.ColumnNames!);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Names_are_x1_x2_when_none_are_given()
    {
        using var folder = new TemporaryFolder();
        PointsCsv.Write(folder["a.csv"], new float[] { 1, 2 }, 2);
        Assert.Equal("x1,x2\n1,2\n", File.ReadAllText(folder["a.csv"]));
        Assert.Throws<ArgumentException>(() => PointsCsv.Write(folder["a.csv"], new float[3], 2));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void A_million_points_are_read_in_bounded_time()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 2_000_000).Select(_ => (float)random.NextDouble())];
        PointsCsv.Write(folder["a.csv"], values, 2);
        var clock = Stopwatch.StartNew();
        Assert.Equal(values, PointsCsv.Read(folder["a.csv"]).ToSingle());
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 60);
    }

    [Fact]
    public void A_missing_file_is_a_user_error()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("no such file", Assert.Throws<UserErrorException>(() => PointsCsv.Read(folder["x.csv"])).Message, StringComparison.Ordinal);
    }

    private static PointSet Read(string text)
    {
        using var folder = new TemporaryFolder();
        return PointsCsv.Read(folder.Text("p.csv", text));
    }
}
