using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Training;

/// <summary>A checksum of the tables that models are trained on (data points, mixture components), so that a run is not continued on a file that has changed.</summary>
internal static class DataFingerprint
{
    /// <summary>SHA-256 over name, shape and values of every buffer, in order.</summary>
    /// <param name="definitions">The models of a run.</param>
    public static string Of(IEnumerable<ModelDefinition> definitions)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (DataBuffer buffer in definitions.SelectMany(definition => definition.Buffers))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{buffer.Name} {buffer.Rows} {buffer.Count};")));
            hash.AppendData(MemoryMarshal.AsBytes(buffer.Data.Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
