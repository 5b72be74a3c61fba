using GenGpu.Storage;

namespace GenGpu.Tests.Storage;

/// <summary>Random damage to valid files: the reader either reads or ends with its own error, quickly and in little memory.</summary>
public sealed class SafetensorsFuzzTests
{
    private const long MemoryMargin = 16L << 20;

    [Fact]
    public void Mutated_files_never_surprise_the_reader()
    {
        int rejected = Fuzz(100_000, seed: 20250101);
        Assert.InRange(rejected, 50_000, 99_900);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Mutated_files_never_surprise_the_reader_in_a_long_run() => Assert.InRange(Fuzz(2_000_000, seed: 7), 1_000_000, 1_999_000);

    [Fact]
    public void A_header_of_many_small_tensors_stays_within_the_memory_bound()
    {
        string header = "{" + string.Join(",", Enumerable.Range(0, 400_000).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}")) + "}";
        byte[] bytes = SafetensorsTests.Bytes(header, []);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DataFormatException>(() => SafetensorsFile.Parse(bytes, "x"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MemoryMargin);
        Assert.Contains("split the file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\\n")]
    public void Huge_metadata_stay_within_the_memory_bound(string unit)
    {
        string header = "{\"__metadata__\":{\"k\":\"" + string.Concat(Enumerable.Repeat(unit, 20_000_000 / unit.Length)) + "\"}}";
        byte[] bytes = SafetensorsTests.Bytes(header, []);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<DataFormatException>(() => SafetensorsFile.Parse(bytes, "x"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MemoryMargin);
    }

    [Fact]
    public void The_largest_accepted_header_stays_within_the_memory_bound()
    {
        string header = "{" + string.Join(",", Enumerable.Range(0, 24_000).Select(i => $"\"t{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}")) + "}";
        byte[] bytes = SafetensorsTests.Bytes(header, []);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(24_000, SafetensorsFile.Parse(bytes, "x").Tensors.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MemoryMargin);
    }

    private static int Fuzz(int count, int seed)
    {
        var random = new Random(seed);
        byte[][] corpus = [SafetensorsTests.Example().ToBytes(), .. SafetensorsTests.Attacks().Select(row => (byte[])row[1]).Where(bytes => bytes.Length is > 0 and < 2000)];
        int rejected = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = Mutate(i % 2 == 0 ? corpus[0] : corpus[random.Next(corpus.Length)], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                SafetensorsFile file = SafetensorsFile.Parse(bytes, "fuzz");
                Assert.True(file.Tensors.Sum(tensor => (long)tensor.Data.Length) <= bytes.Length);
            }
            catch (DataFormatException)
            {
                rejected++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MemoryMargin);
        }

        return rejected;
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        ReadOnlySpan<byte> spice = "\"{}[]:,0-9\\u\0\u007f "u8;
        List<byte> bytes = [.. original];
        for (int change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = spice[random.Next(spice.Length)];
                    break;
                case 2:
                    bytes.Insert(at, spice[random.Next(spice.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }
}
