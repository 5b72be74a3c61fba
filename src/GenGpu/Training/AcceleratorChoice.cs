using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Cpu;
using GenGpu.Reference;

namespace GenGpu.Training;

/// <summary>The accelerators of this build by name, and the choice that <c>auto</c> makes.</summary>
public static class AcceleratorChoice
{
    /// <summary>Names that <c>--accelerator</c> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "cpu", "reference"];

    /// <summary>Creates an accelerator.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="threads">Threads; 0 for every core.</param>
    /// <returns>The accelerator and why it was chosen.</returns>
    /// <exception cref="UserErrorException">The name is unknown (the nearest is suggested), exit code 2.</exception>
    public static (IAccelerator Accelerator, string Reason) Create(string name, int threads)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToLowerInvariant() switch
        {
            "auto" => (Cpu(threads), "the fastest in this build"),
            "cpu" => (Cpu(threads), "asked for"),
            "reference" => (Reference(), "asked for; scalar loops that define every op, slow"),
            _ => throw new UserErrorException($"There is no accelerator '{name}'{NameSuggestion.Hint(name, Names)}", exitCode: 2),
        };
    }

    /// <summary>One line that says what runs and why.</summary>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="reason">Why it was chosen.</param>
    public static string Describe(IAccelerator accelerator, string reason)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        AcceleratorInfo info = accelerator.Info;
        string units = info.ComputeUnits == 1 ? "1 thread" : FormattableString.Invariant($"{info.ComputeUnits} threads");
        return $"accelerator {accelerator.Name}: {info.Device}, {units}, {info.Details} ({reason})";
    }

    private static CpuAccelerator Cpu(int threads) => new(threads);

    private static ReferenceAccelerator<float> Reference() => ReferenceAccelerator.CreateFloat();
}
