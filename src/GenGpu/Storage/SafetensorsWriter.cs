using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GenGpu.Storage;

/// <summary>Writes the canonical form of a safetensors file.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes header and data to <paramref name="stream"/>.</summary>
    public static void Write(SafetensorsFile file, Stream stream)
    {
        SafetensorsTensor[] ordered = [.. file.Tensors
            .OrderByDescending(tensor => SafetensorsTensor.ElementSize(tensor.DataType))
            .ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];
        ReadOnlySpan<byte> header = Header(file, ordered);
        int padding = -header.Length & (Alignment - 1);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(header.Length + padding));
        stream.Write(length);
        stream.Write(header);
        stream.Write("        "u8[..padding]);
        foreach (SafetensorsTensor tensor in ordered)
            stream.Write(tensor.Data.Span);
    }

    private static ReadOnlySpan<byte> Header(SafetensorsFile file, SafetensorsTensor[] ordered)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (file.Metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsFile.MetadataKey);
                foreach ((string key, string value) in file.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (SafetensorsTensor tensor in ordered)
                offset = WriteEntry(json, tensor, offset);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private static long WriteEntry(Utf8JsonWriter json, SafetensorsTensor tensor, long offset)
    {
        long end = offset + tensor.Data.Length;
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.DataType.ToString());
        json.WriteStartArray("shape");
        foreach (long extent in tensor.Shape)
            json.WriteNumberValue(extent);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }
}
