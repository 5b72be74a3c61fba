using GenGpu.Accelerators.Tests.Conformance;
using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;
using GenGpu.Reference;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>Barriers: ThreadSanitizer finds none missing, and planted ones are caught.</summary>
public class RaceTests
{
    private const string Barrier = "        GG_BARRIER();\n";
    private static readonly KernelTarget Target = new(KernelDialect.Cuda, 32, 1, 48 * 1024);

    [Fact]
    public void ThreadSanitizerFindsNoRaceInAnySmallModel()
    {
        ModelDefinition[] definitions = [.. SmallModels.All.Values.Select(build => build())];
        using var unit = new EmulationUnit(definitions, Target, asThreads: true);
        using var accelerator = new EmulatedAccelerator(unit);
        using ReferenceAccelerator<double> exact = ReferenceAccelerator.CreateDouble();
        foreach (ModelDefinition definition in definitions)
        {
            using IEnsemble actual = Training.Initialised(accelerator, definition, 11);
            using IEnsemble expected = Training.Initialised(exact, definition, 11);
            accelerator.Run([Training.Steps(actual, 0, 2)]);
            exact.Run([Training.Steps(expected, 0, 2)]);
            Near.Require(expected, actual, 1e-4, $"{definition.Name} after 2 steps");
        }
    }

    [Fact]
    public void ThreadSanitizerNamesAMissingBarrier()
    {
        EmulationException race = Assert.Throws<EmulationException>(() => Train(text => Replace(text, 3, ""), asThreads: true));
        Assert.Contains("data race", race.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void AMissingBarrierGivesAWrongResult(int which)
    {
        double[] right = Train(text => text, asThreads: false);
        Assert.Equal(right, Train(text => text, asThreads: false));
        Assert.NotEqual(right, Train(text => Replace(text, which, ""), asThreads: false));
    }

    [Fact]
    public void ADivergentBarrierIsRefused()
    {
        EmulationException fault = Assert.Throws<EmulationException>(() => Train(text => Replace(text, 5, "        if (GG_LANE() != 3) GG_BARRIER();\n"), asThreads: false));
        Assert.Contains("different barriers", fault.Message, StringComparison.Ordinal);
    }

    private static double[] Train(Func<string, string> spoil, bool asThreads)
    {
        ModelDefinition definition = AdversarialModel.Build(hidden: 20, batchSize: 64);
        using var unit = new EmulationUnit([definition], Target, spoil, asThreads);
        using var accelerator = new EmulatedAccelerator(unit);
        using IEnsemble ensemble = Training.Initialised(accelerator, definition, 11);
        accelerator.Run([Training.Steps(ensemble, 0, 1)]);
        return [.. definition.State.SelectMany(s => Training.State(ensemble, 0, s)).Select(x => (double)x)];
    }

    /// <summary>Replaces one barrier inside the training step.</summary>
    private static string Replace(string text, int which, string replacement)
    {
        int at = text.IndexOf("gg_adam(", StringComparison.Ordinal);
        at = text.LastIndexOf("gg_iteration = 0u", at, StringComparison.Ordinal);
        for (int i = 0; i <= which; i++)
            at = text.IndexOf(Barrier, at + 1, StringComparison.Ordinal);
        return text[..at] + replacement + text[(at + Barrier.Length)..];
    }
}
