using System.Buffers.Binary;
using System.Text;
using GenGpu.Core;
using GenGpu.Storage;

namespace GenGpu.Tests.Storage;

public sealed class SafetensorsTests
{
    [Fact]
    public void Round_trip_of_all_types_and_metadata()
    {
        using var folder = new TemporaryFolder();
        SafetensorsFile file = Example();
        file.Write(folder["m.safetensors"]);
        SafetensorsFile read = SafetensorsFile.Read(folder["m.safetensors"]);
        Assert.Equal(file.Metadata, read.Metadata);
        Assert.Equal(file.Tensors.Count, read.Tensors.Count);
        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            SafetensorsTensor other = read.Find(tensor.Name)!;
            Assert.Equal(tensor.DataType, other.DataType);
            Assert.Equal(tensor.Shape, other.Shape);
            Assert.Equal(tensor.Data.ToArray(), other.Data.ToArray());
        }

        Assert.Equal([1.5f, float.NaN, float.NegativeInfinity, -0f, 5, 6], read.Find("generator.weight")!.Values<float>().ToArray());
        Assert.Equal([long.MinValue, 7], read.Find("step")!.Values<long>().ToArray());
        Assert.Null(read.Find("absent"));
        Assert.Throws<ArgumentException>(() => read.Find("step")!.Values<float>().Length);
    }

    [Fact]
    public void Bytes_are_those_of_the_format()
    {
        byte[] expected = Bytes("""{"__metadata__":{"a":"1"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", [0, 0, 128, 63, 0, 0, 0, 64], pad: true);
        var file = new SafetensorsFile([SafetensorsTensor.Create<float>("b", [2], [1f, 2f])], new Dictionary<string, string> { ["a"] = "1" });
        Assert.Equal(expected, file.ToBytes());
        Assert.Equal([1f, 2f], SafetensorsFile.Parse(expected, "x").Find("b")!.Values<float>().ToArray());
    }

    [Fact]
    public void Bytes_do_not_depend_on_the_order_given_and_tensors_are_aligned()
    {
        SafetensorsFile file = Example();
        var reversed = new SafetensorsFile(file.Tensors.Reverse(), file.Metadata.Reverse().ToDictionary());
        byte[] bytes = file.ToBytes();
        Assert.Equal(bytes, reversed.ToBytes());
        Assert.Equal(0, (8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes)) % 8);
        Assert.Equal(["f64", "step", "generator.weight", "u32", "empty", "scalar"], SafetensorsFile.Parse(bytes, "x").Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void A_file_without_tensors_is_valid() => Assert.Empty(SafetensorsFile.Parse(new SafetensorsFile([]).ToBytes(), "x").Tensors);

    [Fact]
    public void Programming_errors_are_argument_exceptions()
    {
        SafetensorsTensor tensor = SafetensorsTensor.Create<float>("a", [1], [1f]);
        Assert.Throws<ArgumentException>(() => new SafetensorsFile([tensor, tensor]));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.Create<float>("a", [2], [1f]));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.Create<float>("a", [-1, -1], [1f]));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.Create<short>("a", [1], [1]));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.Create<float>("__metadata__", [1], [1f]));
    }

    [Fact]
    public void A_missing_file_is_a_user_error()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserErrorException>(() => SafetensorsFile.Read(folder["none.safetensors"]));
        Assert.Contains("none.safetensors: there is no such file", error.Message, StringComparison.Ordinal);
        Assert.Contains("it is a folder", Assert.Throws<UserErrorException>(() => SafetensorsFile.Read(folder.FullName)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[], string> Attacks()
    {
        byte[] four = [1, 2, 3, 4];
        string One(string entry) => "{\"a\":{" + entry + "}}";
        string Tensor(string name, string shape, string offsets, string type = "U8") => $$"""{{name}}:{"dtype":"{{type}}","shape":{{shape}},"data_offsets":{{offsets}}}""";
        string Object(params string[] entries) => "{" + string.Join(",", entries) + "}";
        return new TheoryData<string, byte[], string>
        {
            { "empty file", [], "too few for a safetensors file" },
            { "seven bytes", new byte[7], "too few for a safetensors file" },
            { "length 2^64 - 1", [.. Enumerable.Repeat((byte)255, 8), .. "{}"u8], "the format allows 100000000" },
            { "header over 100 MB", Stated(100_000_001, "{}"), "the format allows 100000000" },
            { "header longer than the file", Stated(1000, "{}"), "only 2 follow; the file is truncated" },
            { "no header", Stated(0, ""), "does not begin with '{'" },
            { "leading space", Bytes(" {}", []), "does not begin with '{'" },
            { "a list", Bytes("[]", []), "does not begin with '{'" },
            { "cut JSON", Bytes("{\"a\":{\"dty", []), "not valid JSON" },
            { "text after the header", Bytes("{}x", []), "not valid JSON" },
            { "comment", Bytes("{/* */}", []), "not valid JSON" },
            { "nesting bomb", Bytes("{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), []), "lacks|unknown entry|not valid JSON" },
            { "list bomb", Bytes("{\"a\":{\"shape\":" + new string('[', 100_000), []), "not valid JSON|must hold integers" },
            { "invalid UTF-8", [.. Stated(5, ""), (byte)'{', (byte)'"', 0xff, (byte)'"', (byte)'}'], "not valid" },
            { "lone surrogate", Bytes("""{"\ud800":{}}""", []), "not valid Unicode" },
            { "overlap", Bytes(Object(Tensor("\"a\"", "[3]", "[0,3]"), Tensor("\"b\"", "[2]", "[2,4]")), four), "begins at byte 2 of the data, expected 3" },
            { "same bytes twice", Bytes(Object(Tensor("\"a\"", "[4]", "[0,4]"), Tensor("\"b\"", "[4]", "[0,4]")), four), "neither overlap nor leave holes" },
            { "hole", Bytes(Object(Tensor("\"a\"", "[1]", "[0,1]"), Tensor("\"b\"", "[2]", "[2,4]")), four), "begins at byte 2 of the data, expected 1" },
            { "hole at the start", Bytes(Object(Tensor("\"a\"", "[3]", "[1,4]")), four), "expected 0" },
            { "bytes after the last", Bytes(Object(Tensor("\"a\"", "[3]", "[0,3]")), four), "1 bytes after the last tensor" },
            { "data without tensors", Bytes("{}", four), "4 bytes after the last tensor" },
            { "end before begin", Bytes(Object(Tensor("\"a\"", "[0]", "[4,0]")), four), "expected 0 <= begin <= end" },
            { "negative offset", Bytes(Object(Tensor("\"a\"", "[4]", "[-4,0]")), four), "integers from 0 to 2^63 - 1" },
            { "negative extents", Bytes(Object(Tensor("\"a\"", "[-2,-2]", "[0,4]")), four), "integers from 0 to 2^63 - 1" },
            { "fraction", Bytes(Object(Tensor("\"a\"", "[4.5]", "[0,4]")), four), "integers from 0 to 2^63 - 1" },
            { "offset beyond 2^63", Bytes(Object(Tensor("\"a\"", "[4]", "[0,18446744073709551615]")), four), "integers from 0 to 2^63 - 1" },
            { "shape overflow", Bytes(Object(Tensor("\"a\"", "[4194305,4194305,211106198978564]", "[0,4]", "F32")), four), "too large for any file" },
            { "overflow behind a zero", Bytes(Object(Tensor("\"a\"", "[0,9223372036854775807,9223372036854775807]", "[0,0]")), []), "too large for any file" },
            { "wrong size", Bytes(Object(Tensor("\"a\"", "[2]", "[0,4]", "F32")), four), "needs 8 bytes, but its data_offsets span 4" },
            { "truncated data", Bytes(Object(Tensor("\"a\"", "[8]", "[0,8]")), four), "only 4 bytes are there; the file is truncated" },
            { "duplicate tensor", Bytes(Object(Tensor("\"a\"", "[4]", "[0,4]"), Tensor("\"a\"", "[0]", "[4,4]")), four), "\"a\" is listed twice" },
            { "duplicate by escape", Bytes(Object(Tensor("\"a\"", "[4]", "[0,4]"), Tensor("\"\\u0061\"", "[0]", "[4,4]")), four), "\"a\" is listed twice" },
            { "duplicate entry", Bytes(One("\"dtype\":\"U8\",\"dtype\":\"F32\""), four), "two entries dtype" },
            { "duplicate metadata", Bytes("""{"__metadata__":{"k":"1","k":"2"}}""", []), "metadata \"k\" is listed twice" },
            { "two metadata", Bytes("""{"__metadata__":{},"__metadata__":{}}""", []), "two __metadata__" },
            { "metadata not text", Bytes("""{"__metadata__":{"k":1}}""", []), "must be a text" },
            { "unknown dtype", Bytes(Object(Tensor("\"a\"", "[4]", "[0,4]", "F4")), four), "dtype \"F4\"; GenGpu reads F32, F64, I64, U32, U8" },
            { "missing dtype", Bytes(One("\"shape\":[4],\"data_offsets\":[0,4]"), four), "lacks dtype" },
            { "one offset", Bytes(Object(Tensor("\"a\"", "[4]", "[0]")), four), "lacks its two data_offsets" },
            { "three offsets", Bytes(Object(Tensor("\"a\"", "[4]", "[0,4,4]")), four), "more than 2 numbers" },
            { "rank 33", Bytes(Object(Tensor("\"a\"", "[" + string.Join(",", Enumerable.Repeat("1", 33)) + "]", "[0,1]")), [1]), "more than 32 numbers" },
            { "unknown key", Bytes(One("\"type\":\"U8\""), four), "unknown entry \"type\"" },
            { "number as tensor", Bytes("{\"a\":1}", []), "must be an object with dtype, shape and data_offsets" },
        };
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Attacks_end_with_the_format_error(string attack, byte[] bytes, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => SafetensorsFile.Parse(bytes, "evil.safetensors"));
        Assert.StartsWith("evil.safetensors: ", error.Message, StringComparison.Ordinal);
        Assert.True(expected.Split('|').Any(part => error.Message.Contains(part, StringComparison.Ordinal)), $"{attack}: {error.Message}");
        Assert.True(error.Message.Length < 400, "the message repeats the attack");
    }

    [Fact]
    public void Empty_tensors_may_share_an_offset()
    {
        byte[] bytes = Bytes("""{"a":{"dtype":"F32","shape":[0,3],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"c":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", [9]);
        Assert.Equal([9], SafetensorsFile.Parse(bytes, "x").Find("c")!.Values<byte>().ToArray());
    }

    internal static SafetensorsFile Example() => new(
        [
            SafetensorsTensor.Create<float>("generator.weight", [2, 3], [1.5f, float.NaN, float.NegativeInfinity, -0f, 5, 6]),
            SafetensorsTensor.Create<double>("f64", [1], [Math.PI]),
            SafetensorsTensor.Create<long>("step", [2], [long.MinValue, 7]),
            SafetensorsTensor.Create<uint>("u32", [1], [uint.MaxValue]),
            SafetensorsTensor.Create<byte>("scalar", [], [3]),
            SafetensorsTensor.Create<byte>("empty", [0, 4], []),
        ],
        new Dictionary<string, string> { ["config"] = """{"model":"gan","name":"ü \" \\ 日本"}""", ["step"] = "100000" });

    internal static byte[] Bytes(string header, byte[] data, bool pad = false)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        if (pad)
            text = [.. text, .. Enumerable.Repeat((byte)' ', -text.Length & 7)];
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        return [.. length, .. text, .. data];
    }

    private static byte[] Stated(ulong length, string header)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        return [.. bytes, .. Encoding.UTF8.GetBytes(header)];
    }
}
