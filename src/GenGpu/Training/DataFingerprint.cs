using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using GenGpu.Core.Programs;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;

namespace GenGpu.Training;

/// <summary>A checksum of what models are trained on (data points, mixture components, the formula of an energy and its numbers), so that a run is not continued on a file that has changed.</summary>
internal static class DataFingerprint
{
    /// <summary>SHA-256 over shape and values of every buffer, in order, and over the energy of every model that has one.</summary>
    /// <param name="models">The models of a run.</param>
    public static string Of(IEnumerable<TrainableModel> models)
    {
        TrainableModel[] all = [.. models];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (DataBuffer buffer in all.SelectMany(model => model.Definition.Buffers))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{buffer.Rows} {buffer.Count};")));
            hash.AppendData(MemoryMarshal.AsBytes(buffer.Data.Span));
        }

        // The numbers of an expression are constants of programs, and lie in no buffer.
        foreach (Energy energy in all.Select(model => model.Target).OfType<EnergyTarget>().Select(target => target.Energy))
            hash.AppendData(Encoding.UTF8.GetBytes(Describe(energy)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Describe(Energy energy)
    {
        string parameters = string.Join(' ', energy.Parameters.Select(parameter => string.Create(CultureInfo.InvariantCulture, $"{parameter.Name}={parameter.Default:R}")));
        string places = string.Join(' ', energy.Centre.Concat(energy.Spread).Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $"{energy.Formula}; {parameters}; {places}; {energy.IsAngular} {energy.Lattice};");
    }
}
