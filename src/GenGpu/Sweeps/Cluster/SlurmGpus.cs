using System.Globalization;
using GenGpu.Core;
using GenGpu.Sweeps.Spec;

namespace GenGpu.Sweeps.Cluster;

/// <summary>GPUs as sbatch takes them: <c>1</c>, or <c>h200:1</c>.</summary>
public static class SlurmGpus
{
    /// <summary>Checks what was given on the command line.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="UserErrorException">It has another form; exit code 2.</exception>
    public static string Check(string text) => SlurmReader.GpuText().IsMatch(text) ? text
        : throw new UserErrorException($"--gpus-per-shard cannot be {Storage.MessageText.Quote(text)}; expected a number, or a type and a number, for example 1 or h200:1.", exitCode: 2);

    /// <summary>Their number.</summary>
    /// <param name="gpus">What <see cref="Check"/> lets through, or null for none.</param>
    public static int Count(string? gpus) => gpus is null ? 0 : int.Parse(gpus.Split(':')[^1], NumberStyles.None, CultureInfo.InvariantCulture);
}
