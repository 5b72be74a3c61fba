using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Reference;

namespace GenGpu.Training;

/// <summary>Holds the random numbers of an accelerator against the known answers, bit for bit: everything else rests on them.</summary>
internal static class PhiloxCheck
{
    private static readonly ulong[] Seeds = [0, 1, 0x9E3779B97F4A7C15, ulong.MaxValue];

    /// <summary>Runs the check.</summary>
    /// <param name="accelerator">The accelerator.</param>
    /// <returns>Null, or a sentence that says what differs.</returns>
    public static string? Run(IAccelerator accelerator)
    {
        using IAccelerator reference = ReferenceAccelerator.CreateFloat();
        ModelDefinition definition = Definition();
        float[] expected = Draw(reference, definition), actual = Draw(accelerator, definition);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                return FormattableString.Invariant($"random number {i} is {actual[i]:g9}, the known answer is {expected[i]:g9}");
        }

        return null;
    }

    private static ModelDefinition Definition()
    {
        var model = new ModelBuilder("random numbers");
        ProgramBuilder g = model.Program("draw", 80, RandomPurpose.Sample);
        g.Output("uniform", g.Uniform(3, "uniform"));
        g.Build();
        return model.Build();
    }

    private static float[] Draw(IAccelerator accelerator, ModelDefinition definition)
    {
        const int Steps = 2;
        using IEnsemble ensemble = accelerator.CreateEnsemble(definition, Seeds);
        Program program = definition.Programs[0];
        float[] values = new float[Seeds.Length * program.Outputs[0].LengthPerModel(Steps)];
        // The last steps that a counter can hold, too.
        accelerator.Run([new Launch(ensemble, program, (1L << 32) - Steps, Steps) { Outputs = [values] }]);
        return values;
    }
}
