using System.Text.Json;

namespace GenGpu.Storage;

/// <summary>The JSON header of a safetensors file, read token by token under a budget of memory.</summary>
internal ref struct SafetensorsHeader
{
    private const int MaximumRank = 32;
    private const int MemoryBudget = 12 << 20;
    private const int EntryCost = 420;
    private static readonly (string Name, TensorDataType Type)[] KnownTypes = [.. Enum.GetValues<TensorDataType>().Select(type => (type.ToString(), type))];
    private static readonly string[] EntryKeys = ["dtype", "shape", "data_offsets"];

    private readonly string _source;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private Utf8JsonReader _reader;
    private long _spent;

    private SafetensorsHeader(ReadOnlySpan<byte> header, string source)
    {
        _source = source;
        _reader = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 4, CommentHandling = JsonCommentHandling.Disallow });
    }

    /// <summary>One tensor as the header states it, not checked against the data yet.</summary>
    internal readonly record struct Entry(string Name, TensorDataType DataType, long[] Shape, long Begin, long End);

    /// <summary>The tensors in the header's order.</summary>
    public List<Entry> Entries { get; } = [];

    /// <summary>The metadata.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the header.</summary>
    /// <exception cref="DataFormatException">The header breaks the format.</exception>
    /// <exception cref="JsonException">The header is not JSON.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> header, string source)
    {
        var parsed = new SafetensorsHeader(header, source);
        parsed.ParseAll();
        return parsed;
    }

    private void ParseAll()
    {
        if (!Next(JsonTokenType.StartObject))
            throw Fail("the header must be an object.");
        bool metadataSeen = false;
        while (NextName(out string name))
        {
            if (name == SafetensorsFile.MetadataKey)
            {
                if (metadataSeen)
                    throw Fail("the header has two __metadata__ entries.");
                metadataSeen = true;
                ParseMetadata();
                continue;
            }

            if (!_names.Add(name))
                throw Fail($"tensor {MessageText.Quote(name)} is listed twice.");
            Spend(EntryCost);
            Entries.Add(ParseEntry(name));
        }

        // Only spaces may follow; anything else makes the reader throw.
        _reader.Read();
    }

    private void ParseMetadata()
    {
        if (!Next(JsonTokenType.StartObject))
            throw Fail("__metadata__ must be an object of texts.");
        while (NextName(out string key))
        {
            if (!Next(JsonTokenType.String))
                throw Fail($"metadata {MessageText.Quote(key)} must be a text.");
            Spend(EntryCost);
            if (!Metadata.TryAdd(key, Text()))
                throw Fail($"metadata {MessageText.Quote(key)} is listed twice.");
        }
    }

    private Entry ParseEntry(string name)
    {
        if (!Next(JsonTokenType.StartObject))
            throw Fail($"tensor {MessageText.Quote(name)} must be an object with dtype, shape and data_offsets.");
        TensorDataType? dataType = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (NextName(out string key))
        {
            if ((key == "dtype" && dataType is not null) || (key == "shape" && shape is not null) || (key == "data_offsets" && offsets is not null))
                throw Fail($"tensor {MessageText.Quote(name)} has two entries {key}.");
            switch (key)
            {
                case "dtype":
                    dataType = ParseDataType(name);
                    break;
                case "shape":
                    shape = ParseNumbers(name, key, MaximumRank);
                    break;
                case "data_offsets":
                    offsets = ParseNumbers(name, key, 2);
                    break;
                default:
                    throw Fail($"tensor {MessageText.Quote(name)} has an unknown entry {MessageText.Quote(key)}; expected dtype, shape and data_offsets.");
            }
        }

        if (dataType is null || shape is null || offsets is not { Length: 2 })
            throw Fail($"tensor {MessageText.Quote(name)} lacks {(dataType is null ? "dtype" : shape is null ? "shape" : "its two data_offsets")}.");
        return new Entry(name, dataType.Value, shape, offsets[0], offsets[1]);
    }

    private TensorDataType ParseDataType(string name)
    {
        if (!Next(JsonTokenType.String))
            throw Fail($"dtype of tensor {MessageText.Quote(name)} must be a text.");
        foreach ((string known, TensorDataType type) in KnownTypes)
        {
            if (_reader.ValueTextEquals(known))
                return type;
        }

        throw Fail($"tensor {MessageText.Quote(name)} has dtype {MessageText.Quote(Text())}; GenGpu reads {string.Join(", ", Enum.GetNames<TensorDataType>())}: convert the tensor first.");
    }

    private long[] ParseNumbers(string name, string key, int maximum)
    {
        if (!Next(JsonTokenType.StartArray))
            throw Fail($"{key} of tensor {MessageText.Quote(name)} must be a list of integers.");
        Span<long> numbers = stackalloc long[MaximumRank];
        int count = 0;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == maximum)
                throw Fail($"{key} of tensor {MessageText.Quote(name)} has more than {maximum} numbers.");
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out long number) || number < 0)
                throw Fail($"{key} of tensor {MessageText.Quote(name)} must hold integers from 0 to 2^63 - 1.");
            numbers[count++] = number;
        }

        return numbers[..count].ToArray();
    }

    private bool NextName(out string name)
    {
        name = string.Empty;
        if (!_reader.Read() || _reader.TokenType == JsonTokenType.EndObject)
            return false;
        name = Text();
        return true;
    }

    private bool Next(JsonTokenType type) => _reader.Read() && _reader.TokenType == type;

    private string Text()
    {
        // The three words of every entry need no copy. UTF-16 takes two bytes per byte of ASCII, unescaping one more for a moment.
        foreach (string key in EntryKeys)
        {
            if (_reader.ValueTextEquals(key))
                return key;
        }

        Spend(3L * _reader.ValueSpan.Length);
        return _reader.GetString()!;
    }

    private void Spend(long bytes)
    {
        _spent += bytes;
        if (_spent > MemoryBudget)
            throw Fail($"the header needs more than {MemoryBudget >> 20} MiB of memory when read; split the file into several with fewer tensors or less metadata.");
    }

    private readonly DataFormatException Fail(string problem) => new(_source, problem);
}
