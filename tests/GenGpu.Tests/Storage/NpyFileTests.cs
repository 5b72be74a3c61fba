using System.Text;
using GenGpu.Core;
using GenGpu.Storage;

namespace GenGpu.Tests.Storage;

public sealed class NpyFileTests
{
    private static readonly byte[] Ones = [0, 0, 128, 63, 0, 0, 0, 64];

    [Fact]
    public void Written_bytes_are_those_numpy_writes()
    {
        using var folder = new TemporaryFolder();
        NpyFile.WritePoints(folder["a.npy"], new float[] { 1, 3, 2, 4 }, 2);
        string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header.PadRight(117) + "\n"), 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64];
        Assert.Equal(0, (expected.Length - 16) % 64);
        Assert.Equal(expected, File.ReadAllBytes(folder["a.npy"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Round_trip_across_blocks(int dimensions)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, dimensions * 50_001).Select(_ => (float)random.NextDouble())];
        NpyFile.WritePoints(folder["a.npy"], values, dimensions);
        PointSet read = NpyFile.ReadPoints(folder["a.npy"]);
        Assert.Equal((dimensions, 50_001), (read.Dimensions, read.Count));
        Assert.Equal(values, read.ToSingle());
    }

    [Theory]
    [InlineData("<f4", false, 1)]
    [InlineData("<f8", false, 2)]
    [InlineData("<i4", true, 3)]
    [InlineData("<i8", false, 1)]
    [InlineData("|u1", true, 2)]
    public void Reads_every_type_order_and_version(string type, bool fortran, byte version)
    {
        // The array [[1, 2], [3, 4], [5, 6]] of shape (3, 2).
        double[] order = fortran ? [1, 3, 5, 2, 4, 6] : [1, 2, 3, 4, 5, 6];
        byte[] data = [.. order.SelectMany(value => type switch
        {
            "<f4" => BitConverter.GetBytes((float)value),
            "<f8" => BitConverter.GetBytes(value),
            "<i4" => BitConverter.GetBytes((int)value),
            "<i8" => BitConverter.GetBytes((long)value),
            _ => new[] { (byte)value },
        })];
        PointSet points = Read(Npy(version, $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': (3, 2), }}", data));
        Assert.Equal((2, 3), (points.Dimensions, points.Count));
        Assert.Equal([1, 3, 5, 2, 4, 6], points.Values);
        Assert.Equal([2, 4, 6], points.Column(1).ToArray());
    }

    [Theory]
    [InlineData("{'shape':(2,),'fortran_order':True,'descr':\"<f4\"}")]
    [InlineData("  { 'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 2 , ) , } \n")]
    public void Headers_may_be_spelt_otherwise(string header) => Assert.Equal([1, 2], Read(Npy(1, header, Ones)).Values);

    public static TheoryData<byte[], string> Errors()
    {
        static string Header(string type = "'<f4'", string order = "False", string shape = "(2,)") => $"{{'descr': {type}, 'fortran_order': {order}, 'shape': {shape}, }}";
        return new TheoryData<byte[], string>
        {
            { [], "expected an array saved with numpy.save" },
            { [0x93, .. "NUMPX"u8, 1, 0], "expected an array saved with numpy.save" },
            { [0x93, .. "NUMPY"u8, 4, 0], "version 4.0; GenGpu reads 1.0, 2.0 and 3.0" },
            { [0x93, .. "NUMPY"u8, 1, 0, 5], "ends inside its header" },
            { [0x93, .. "NUMPY"u8, 1, 0, 50, 0, 1], "ends inside its header" },
            { [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255], "stated to have 4294967295 bytes" },
            { Npy(1, Header("'>f4'"), Ones), "type \">f4\"; expected <f4, <f8, <i4, <i8 or |u1: convert it with array.astype('<f8')" },
            { Npy(1, Header("'|O'"), Ones), "type \"|O\"" },
            { Npy(1, Header("[('a', '<f4')]"), Ones), "named fields" },
            { Npy(1, Header(order: "0"), Ones), "expected True or False" },
            { Npy(1, Header(shape: "(-2,)"), Ones), "tuple of non-negative integers" },
            { Npy(1, Header(shape: "(99999999999999999999,)"), Ones), "tuple of non-negative integers" },
            { Npy(1, Header(shape: "2"), Ones), "expected '('" },
            { Npy(1, Header(shape: "()"), Ones), "expected (n,) or (n, d)" },
            { Npy(1, Header(shape: "(2, 1, 1)"), Ones), "shape (2, 1, 1), expected (n,) or (n, d)" },
            { Npy(1, Header(shape: "(0, 2)"), []), "holds no number" },
            { Npy(1, Header(shape: "(9223372036854775807, 9223372036854775807)"), Ones), "expected extents below 2^31" },
            { Npy(1, Header(shape: "(2147483647, 2147483647)"), Ones), "but 8 are there; the file is truncated" },
            { Npy(1, Header(shape: "(3,)"), Ones), "shape (3,) of type F4 needs 12 bytes of data, but 8 are there; the file is truncated" },
            { Npy(1, Header(shape: "(1,)"), Ones), "holds something after the array" },
            { Npy(1, "{'descr': '<f4', 'shape': (2,)}", Ones), "expected the keys descr, fortran_order and shape" },
            { Npy(1, "{'descr': '<f4', 'descr': '<f4'}", Ones), "each of the keys" },
            { Npy(1, Header() + "x", Ones), "nothing after the closing brace" },
            { Npy(1, "{'descr", Ones), "a text in quotes" },
            { Npy(1, Header(), [0, 0, 128, 63, 0, 0, 192, 127]), "row 2, column 1 holds NaN, expected a finite number" },
        };
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Errors_say_what_was_expected(byte[] bytes, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Read(bytes));
        Assert.StartsWith("a.npy: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_gives_only_the_format_error()
    {
        var random = new Random(11);
        byte[] good = Npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }".PadRight(100), new byte[48]);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = good[..(i % 3 == 0 ? random.Next(good.Length) : good.Length)];
            for (int change = random.Next(1, 4); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Assert.Equal(6, Read(bytes).Values.Length);
            }
            catch (DataFormatException)
            {
                // Expected for most of the damage.
            }
        }
    }

    [Fact]
    public void The_ending_chooses_the_format()
    {
        using var folder = new TemporaryFolder();
        PointsFile.Write(folder["a.NPY"], new float[] { 1, 2 }, 1);
        PointsFile.Write(folder["a.csv"], new float[] { 1, 2 }, 2);
        Assert.Equal(1, PointsFile.Read(folder["a.NPY"]).Dimensions);
        Assert.Equal(2, PointsFile.Read(folder["a.csv"]).Dimensions);
        var error = Assert.Throws<UserErrorException>(() => PointsFile.Read(folder["a.xls"]));
        Assert.Contains("expected .npy, .csv, .tsv, .txt or .dat", error.Message, StringComparison.Ordinal);
        Assert.Contains("as .npy or .csv", Assert.Throws<UserErrorException>(() => PointsFile.CheckWritable(folder["a.tsv"])).Message, StringComparison.Ordinal);
        Assert.Throws<UserErrorException>(() => PointsFile.Write(folder["a.txt"], new float[] { 1, 2 }, 1));
        Assert.False(File.Exists(folder["a.txt"]));
        Assert.Contains("numpy.save", Assert.Throws<UserErrorException>(() => PointsFile.Read(folder["a.npz"])).Message, StringComparison.Ordinal);
    }

    private static PointSet Read(byte[] bytes) => NpyFile.ReadPoints(new MemoryStream(bytes), "a.npy");

    private static byte[] Npy(byte version, string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }
}
