using GenGpu.Core;

namespace GenGpu.Storage;

/// <summary>
/// The content of a safetensors file: named tensors and a string-to-string table of metadata. Layout: the header's length as
/// 8-byte little-endian integer, a JSON header, the tensors' bytes without gaps. No part of such a file can run code.
/// Reading a hostile file ends with <see cref="DataFormatException"/> and takes at most the file's size plus 16 MiB of memory.
/// </summary>
public sealed class SafetensorsFile
{
    /// <summary>The header entry that holds the metadata.</summary>
    internal const string MetadataKey = "__metadata__";

    private readonly Dictionary<string, SafetensorsTensor> _byName = new(StringComparer.Ordinal);

    /// <summary>Gathers tensors and metadata.</summary>
    /// <param name="tensors">The tensors, each with its own name.</param>
    /// <param name="metadata">Free text by key, for example the configuration as JSON, the step and the numerics version; null for none.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
    public SafetensorsFile(IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Tensors = [.. tensors];
        Metadata = metadata ?? new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (SafetensorsTensor tensor in Tensors)
        {
            if (!_byName.TryAdd(tensor.Name, tensor))
                throw new ArgumentException($"Two tensors are named {tensor.Name}.", nameof(tensors));
        }
    }

    /// <summary>The tensors: in the order given, or, when read, in the order of their bytes in the file.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Free text by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of a name, or null.</summary>
    /// <param name="name">The tensor's name.</param>
    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The content is not a valid safetensors file with known element types.</exception>
    /// <exception cref="UserErrorException">The file is missing or cannot be read.</exception>
    public static SafetensorsFile Read(string path) => Parse(InputFile.ReadBytes(path, Array.MaxLength, "a safetensors file that GenGpu reads"), path);

    /// <summary>Reads from memory; the tensors refer to <paramref name="bytes"/>, which must not change afterwards.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="source">The name used in errors.</param>
    /// <exception cref="DataFormatException">The content is not a valid safetensors file with known element types.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> bytes, string source) => SafetensorsReader.Parse(bytes, source);

    /// <summary>
    /// Writes the file atomically. The bytes depend on the content alone: tensors are ordered by element size, largest first,
    /// then by name, so that each starts at a multiple of its element size; metadata are ordered by key.
    /// </summary>
    /// <param name="path">The file to replace or create.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, stream => SafetensorsWriter.Write(this, stream));

    /// <summary>The bytes that <see cref="Write"/> writes.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(this, stream);
        return stream.ToArray();
    }
}
