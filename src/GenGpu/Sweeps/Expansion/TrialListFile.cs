using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Spec;
using GenGpu.Training;

namespace GenGpu.Sweeps.Expansion;

/// <summary>
/// <c>trials.jsonl</c>: a first line with schema, count, checksum and the first trial's configuration, then one line per trial. It is replaced as a whole, never changed in place.
/// </summary>
public static class TrialListFile
{
    /// <summary>Name of the file in a sweep's folder.</summary>
    public const string FileName = "trials.jsonl";

    /// <summary>The schema that this version reads.</summary>
    public const string Schema = "gengpu/trials/1";

    private const long MaximumLength = 2L << 30;

    /// <summary>Writes the list atomically.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <param name="list">The list.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static void Write(string folder, TrialList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        var lines = new StringBuilder();
        foreach (SweepTrial trial in list.Trials)
            lines.Append(CultureInfo.InvariantCulture, $"{{\"index\":{trial.Index},\"id\":\"{trial.Id}\",\"generation\":{trial.Generation},\"set\":{Own(trial)}}}\n");
        byte[] body = Encoding.UTF8.GetBytes(lines.ToString());
        string header = string.Create(CultureInfo.InvariantCulture,
            $"{{\"schema\":\"{Schema}\",\"gengpu\":{JsonFile.ToLine(BuildVersion.Text)},\"numerics\":{list.Numerics},\"name\":{JsonFile.ToLine(list.Name)},\"count\":{list.Trials.Count},\"sha256\":\"{Convert.ToHexStringLower(SHA256.HashData(body))}\",\"base\":{CanonicalConfiguration.Json(list.Base)}}}\n");
        AtomicFile.Write(Path.Combine(folder, FileName), stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes(header));
            stream.Write(body);
        });
    }

    /// <summary>Whether a folder holds a list.</summary>
    /// <param name="folder">The folder.</param>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Reads and checks the list.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <exception cref="UserErrorException">There is none, it is damaged, or it has a newer schema; the message says which and what to do.</exception>
    public static TrialList Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new UserErrorException(Directory.Exists(folder)
                ? $"{folder} holds no {FileName}; give the folder of a sweep."
                : $"There is no folder {folder}; give the folder of a sweep.");
        }

        byte[] bytes = InputFile.ReadBytes(path, MaximumLength, "a list of trials");
        int end = bytes.AsSpan().IndexOf((byte)'\n');
        try
        {
            using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(0, Math.Max(0, end)));
            JsonElement root = header.RootElement;
            string schema = root.GetProperty("schema").GetString() ?? "";
            if (schema != Schema)
                throw new DataFormatException(path, $"its schema is {MessageText.Quote(schema)}, this version of gengpu reads '{Schema}'; use the gengpu that wrote it.");
            if (Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(end + 1))) != root.GetProperty("sha256").GetString())
                throw Damaged(path, bytes, end + 1, root.GetProperty("count").GetInt32());
            KeyValuePair<string, TrialValue>[] shared = [.. root.GetProperty("base").EnumerateObject().Select(entry => new KeyValuePair<string, TrialValue>(entry.Name, Value(entry.Value)))];
            return new TrialList(root.GetProperty("name").GetString() ?? "", root.GetProperty("numerics").GetInt32(), shared, Lines(bytes.AsSpan(end + 1), root.GetProperty("count").GetInt32()));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Damaged(path, bytes, 0, -1);
        }
    }

    private static List<SweepTrial> Lines(ReadOnlySpan<byte> bytes, int count)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var trials = new List<SweepTrial>(count);
        while (bytes.Length > 0)
        {
            int end = bytes.IndexOf((byte)'\n');
            trials.Add(Line(bytes[..end], names));
            bytes = bytes[(end + 1)..];
        }

        return trials;
    }

    private static SweepTrial Line(ReadOnlySpan<byte> line, Dictionary<string, string> names)
    {
        var reader = new Utf8JsonReader(line);
        int index = 0, generation = 0;
        string id = "";
        var own = new List<KeyValuePair<string, TrialValue?>>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("index"u8))
                index = Next(ref reader).GetInt32();
            else if (reader.ValueTextEquals("generation"u8))
                generation = Next(ref reader).GetInt32();
            else if (reader.ValueTextEquals("id"u8))
                id = Next(ref reader).GetString()!;
            else if (reader.ValueTextEquals("set"u8))
                Set(ref reader, own, names);
            else
                Next(ref reader).Skip();
        }

        return new SweepTrial(index, id, generation, own);
    }

    private static ref Utf8JsonReader Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return ref reader;
    }

    private static void Set(ref Utf8JsonReader reader, List<KeyValuePair<string, TrialValue?>> own, Dictionary<string, string> names)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = Shared(names, reader.GetString()!);
            reader.Read();
            own.Add(new(key, reader.TokenType switch
            {
                JsonTokenType.Null => null,
                JsonTokenType.String => TrialValue.Of(Shared(names, reader.GetString()!)),
                _ => new TrialValue(Encoding.UTF8.GetString(reader.ValueSpan), IsText: false),
            }));
        }
    }

    private static string Shared(Dictionary<string, string> names, string name)
    {
        if (names.TryGetValue(name, out string? known))
            return known;
        if (names.Count < 10_000)
            names.Add(name, name);
        return name;
    }

    private static string Own(SweepTrial trial)
    {
        var json = new StringBuilder("{");
        foreach ((string key, TrialValue? value) in trial.Own)
            json.Append(json.Length > 1 ? "," : "").Append('"').Append(key).Append("\":").Append(value?.Json ?? "null");
        return json.Append('}').ToString();
    }

    private static TrialValue Value(JsonElement element) => element.ValueKind == JsonValueKind.String ? TrialValue.Of(element.GetString()!) : new TrialValue(element.GetRawText(), IsText: false);

    // Says where: the first line that is no trial, or that lines are missing.
    private static DataFormatException Damaged(string path, ReadOnlySpan<byte> bytes, int begin, int count)
    {
        int line = 1;
        string what = "its content does not match its checksum";
        for (ReadOnlySpan<byte> rest = bytes[begin..]; rest.Length > 0;)
        {
            line++;
            int end = rest.IndexOf((byte)'\n');
            if (end < 0 || !IsTrial(rest[..end]))
            {
                what = FormattableString.Invariant($"line {line} is {(end < 0 ? "cut off" : "no trial")}");
                break;
            }

            rest = rest[(end + 1)..];
        }

        if (begin == 0)
            what = "its first line is no header";
        else if (count >= 0 && line - 1 < count && what.StartsWith("its", StringComparison.Ordinal))
            what = FormattableString.Invariant($"it holds {line - 1} of {count} trials");
        return new DataFormatException(path, $"{what}; the list is damaged. Delete it and run the sweep again with the same specification: the list is made anew, and results in the folder keep their trials.");
    }

    private static bool IsTrial(ReadOnlySpan<byte> line)
    {
        try
        {
            return Line(line, []).Id.Length >= CanonicalConfiguration.IdLength;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }
}
