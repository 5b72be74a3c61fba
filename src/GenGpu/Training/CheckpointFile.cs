using System.Globalization;
using System.Text.Json;
using GenGpu.Core;
using GenGpu.Storage;

namespace GenGpu.Training;

/// <summary>A checkpoint that was read and checked, not yet put into ensembles.</summary>
public sealed class CheckpointFile
{
    /// <summary>Name of the file in an output folder.</summary>
    public const string FileName = "checkpoint.safetensors";

    private CheckpointFile(string path, SafetensorsFile tensors, TrainingConfiguration configuration, CheckpointDocument state, int numerics, string accelerator)
    {
        Path = path;
        Tensors = tensors;
        Configuration = configuration;
        State = state;
        Numerics = numerics;
        Accelerator = accelerator;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its tensors.</summary>
    public SafetensorsFile Tensors { get; }

    /// <summary>The configuration of the run.</summary>
    public TrainingConfiguration Configuration { get; }

    /// <summary>Step, statuses, best values.</summary>
    public CheckpointDocument State { get; }

    /// <summary>The numerics version that it was written with.</summary>
    public int Numerics { get; }

    /// <summary>The accelerator that trained it.</summary>
    public string Accelerator { get; }

    /// <summary>Whether a folder holds a checkpoint.</summary>
    /// <param name="folder">The folder.</param>
    public static bool Exists(string folder) => File.Exists(System.IO.Path.Combine(folder, FileName));

    /// <summary>Reads the checkpoint of an output folder.</summary>
    /// <param name="folder">The folder, or the file itself.</param>
    /// <exception cref="UserErrorException">There is none, or it is truncated, foreign or of an unknown schema; the message says which.</exception>
    public static CheckpointFile Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = File.Exists(folder) ? folder : System.IO.Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new UserErrorException(Directory.Exists(folder)
                ? $"{folder} holds no {FileName}; give the output folder of a gengpu train or compare run."
                : $"There is no folder {folder}; give the output folder of a gengpu train or compare run.");
        }

        SafetensorsFile tensors = SafetensorsFile.Read(path);
        string schema = tensors.Metadata.GetValueOrDefault("schema", "");
        if (schema != CheckpointWriter.Schema)
        {
            throw new DataFormatException(path, schema.Length == 0
                ? "it is a safetensors file, but not a checkpoint of gengpu; give the output folder of a gengpu train or compare run."
                : $"its schema is '{schema}', this version reads '{CheckpointWriter.Schema}'; use the version of gengpu that wrote it ({tensors.Metadata.GetValueOrDefault("gengpu", "unknown")}).");
        }

        // A file without the entry was written before there was one.
        if (tensors.Metadata.TryGetValue(CheckpointChecksum.Entry, out string? checksum) && checksum != CheckpointChecksum.Of(tensors.Tensors, tensors.Metadata))
            throw new DataFormatException(path, "its content does not match its checksum; the checkpoint is damaged, use a copy or start again without --resume.");
        if (!int.TryParse(tensors.Metadata.GetValueOrDefault("numerics"), NumberStyles.None, CultureInfo.InvariantCulture, out int numerics))
            throw Damaged(path, "the numerics version");
        return new CheckpointFile(
            path,
            tensors,
            Parse<TrainingConfiguration>(path, tensors, "configuration"),
            Parse<CheckpointDocument>(path, tensors, "state"),
            numerics,
            tensors.Metadata.GetValueOrDefault("accelerator", ""));
    }

    /// <summary>A tensor's values, checked for type and size.</summary>
    /// <typeparam name="T">float, double or long.</typeparam>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="count">Number of elements expected, or -1 for any.</param>
    /// <exception cref="DataFormatException">It is missing or different.</exception>
    public T[] Values<T>(string name, long count)
        where T : unmanaged
    {
        SafetensorsTensor tensor = Tensors.Find(name) ?? throw Damaged(Path, $"the tensor {name}");
        T[] values;
        try
        {
            values = tensor.Values<T>().ToArray();
        }
        catch (ArgumentException error)
        {
            throw new DataFormatException(Path, $"{error.Message} The checkpoint is damaged; start again without --resume.", error);
        }

        return count < 0 || values.Length == count
            ? values
            : throw new DataFormatException(Path, FormattableString.Invariant($"tensor {name} has {values.Length} values where the model has {count}; the checkpoint belongs to another model."));
    }

    /// <summary>The error for something that is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What is missing.</param>
    internal static DataFormatException Damaged(string path, string what) => new(path, $"{what} is missing; the checkpoint is damaged, start again without --resume.");

    private static T Parse<T>(string path, SafetensorsFile tensors, string key)
        where T : class
    {
        string text = tensors.Metadata.GetValueOrDefault(key) ?? throw Damaged(path, $"the entry '{key}'");
        try
        {
            return JsonSerializer.Deserialize<T>(text, JsonFile.OneLine) ?? throw Damaged(path, $"the entry '{key}'");
        }
        catch (JsonException error)
        {
            throw new DataFormatException(path, $"the entry '{key}' cannot be read ({error.Message}); the checkpoint is damaged, start again without --resume.", error);
        }
    }
}
