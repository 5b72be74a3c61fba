using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GenGpu.Core;

namespace GenGpu.Storage;

/// <summary>
/// JSON documents as GenGpu writes them everywhere: camelCase names, numbers in their shortest form that reads back to the same
/// bits, and the three numbers that JSON lacks as the texts "NaN", "Infinity" and "-Infinity". No type names are ever written or read.
/// </summary>
public static class JsonFile
{
    private const long MaximumLength = 256L << 20;

    /// <summary>Options for documents that people read: indented.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>Options for one document per line, as <c>--json</c> prints and .jsonl files hold.</summary>
    public static JsonSerializerOptions OneLine { get; } = Create(indented: false);

    /// <summary>Writes <paramref name="value"/> atomically as indented JSON with a final line break.</summary>
    /// <typeparam name="T">The document's type.</typeparam>
    /// <param name="path">The file to replace or create.</param>
    /// <param name="value">The document.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static void Write<T>(string path, T value) => AtomicFile.WriteText(path, JsonSerializer.Serialize(value, Indented) + "\n");

    /// <summary>The document on one line, without a line break at the end.</summary>
    /// <typeparam name="T">The document's type.</typeparam>
    /// <param name="value">The document.</param>
    public static string ToLine<T>(T value) => JsonSerializer.Serialize(value, OneLine);

    /// <summary>Reads a document.</summary>
    /// <typeparam name="T">The document's type.</typeparam>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The content is not JSON or does not fit the type; the message names line and place.</exception>
    /// <exception cref="UserErrorException">The file is missing or cannot be read.</exception>
    public static T Read<T>(string path)
    {
        byte[] bytes = InputFile.ReadBytes(path, MaximumLength, "a JSON document");
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Indented) ?? throw new DataFormatException(path, $"the document is null, expected {typeof(T).Name}.");
        }
        catch (JsonException error)
        {
            string where = error.LineNumber is long line ? $"line {line + 1}, byte {(error.BytePositionInLine ?? 0) + 1}" : "the document";
            string place = error.Path is { Length: > 1 } jsonPath ? $" (at {jsonPath})" : string.Empty;
            string problem = error.InnerException is { } inner ? inner.Message : error.Message;
            throw new DataFormatException(path, $"{where}{place}: {Cut(problem)}", error);
        }
    }

    // System.Text.Json appends "Path: ... | LineNumber: ..." to its sentences; the caller has said that already.
    private static string Cut(string message)
    {
        int end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        if (end < 0)
            end = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            WriteIndented = indented,
            NewLine = "\n",
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
            RespectRequiredConstructorParameters = true,
            RespectNullableAnnotations = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.MakeReadOnly();
        return options;
    }
}
