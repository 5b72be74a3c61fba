using GenGpu.Core;

namespace GenGpu.Storage;

/// <summary>Files of points, the format chosen by the name's ending: .npy or .csv; text that is read may also be .tsv, .txt or .dat.</summary>
public static class PointsFile
{
    /// <summary>Reads n points of d coordinates.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The content is not a table of finite numbers; the message says where and what was expected.</exception>
    /// <exception cref="UserErrorException">The file is missing or unreadable, or its ending is unknown.</exception>
    public static PointSet Read(string path) => IsNpy(path) ? NpyFile.ReadPoints(path) : PointsCsv.Read(path);

    /// <summary>Checks that a file of points can have this name, before work is put into its content.</summary>
    /// <param name="path">The file to write.</param>
    /// <exception cref="UserErrorException">Its ending is neither .npy nor .csv; exit code 2.</exception>
    public static void CheckWritable(string path) => IsWrittenAsNpy(path);

    /// <summary>Writes n points of d coordinates, atomically: shape (n, d) in .npy, one point per line, commas between its coordinates, in .csv.</summary>
    /// <param name="path">The file to replace or create.</param>
    /// <param name="values">[dimensions, count].</param>
    /// <param name="dimensions">Coordinates per point.</param>
    /// <param name="columnNames">One name per dimension for the header line of a .csv file; null for x1, x2, ...</param>
    /// <exception cref="UserErrorException">The file cannot be written, or its ending is unknown.</exception>
    public static void Write(string path, ReadOnlyMemory<float> values, int dimensions, IReadOnlyList<string>? columnNames = null)
    {
        if (IsWrittenAsNpy(path))
            NpyFile.WritePoints(path, values, dimensions);
        else
            PointsCsv.Write(path, values, dimensions, columnNames);
    }

    /// <inheritdoc cref="Write(string, ReadOnlyMemory{float}, int, IReadOnlyList{string}?)"/>
    public static void Write(string path, ReadOnlyMemory<double> values, int dimensions, IReadOnlyList<string>? columnNames = null)
    {
        if (IsWrittenAsNpy(path))
            NpyFile.WritePoints(path, values, dimensions);
        else
            PointsCsv.Write(path, values, dimensions, columnNames);
    }

    private static bool IsWrittenAsNpy(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npy" => true,
            ".csv" => false,
            _ => throw new UserErrorException($"{path}: points are written as .npy or .csv; give the file one of these endings.", exitCode: 2),
        };
    }

    private static bool IsNpy(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npy" => true,
            ".csv" or ".tsv" or ".txt" or ".dat" => false,
            ".npz" => throw new UserErrorException($"{path}: a .npz archive holds several arrays; save the one you mean with numpy.save as .npy.", exitCode: 2),
            _ => throw new UserErrorException($"{path}: the ending says no known format; expected .npy, .csv, .tsv, .txt or .dat.", exitCode: 2),
        };
    }
}
