using System.Security.Cryptography;
using System.Text;
using GenGpu.Storage;

namespace GenGpu.Training;

/// <summary>The checksum of a checkpoint's content, so that a bit that flips on a disk does not become a result.</summary>
internal static class CheckpointChecksum
{
    /// <summary>Name of the metadata entry.</summary>
    public const string Entry = "sha256";

    /// <summary>SHA-256 over names and data of all tensors, in ordinal order of their names, then the configuration and the state.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">The metadata, with or without the checksum itself.</param>
    /// <returns>Lower-case hexadecimal digits.</returns>
    public static string Of(IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (SafetensorsTensor tensor in tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(tensor.Name));
            hash.AppendData(tensor.Data.Span);
        }

        foreach (string key in new[] { "configuration", "state" })
            hash.AppendData(Encoding.UTF8.GetBytes(metadata.GetValueOrDefault(key, "")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
