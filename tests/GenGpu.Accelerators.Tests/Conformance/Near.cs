using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>Comparison of whole states.</summary>
internal static class Near
{
    /// <summary>Fails unless all state slots of model 0 agree with those of the same name, relative to the largest element of the slot or 1.</summary>
    public static void Require(IEnsemble expected, IEnsemble actual, double tolerance, string when)
    {
        Assert.Equal(expected.Status(0), actual.Status(0));
        foreach (StateSlot slot in expected.Definition.State)
        {
            float[] e = Training.State(expected, 0, slot), a = Training.State(actual, 0, actual.Definition.FindState(slot.Name)!);
            double scale = Math.Max(1, e.Max(MathF.Abs));
            for (int i = 0; i < e.Length; i++)
                Assert.True(Math.Abs(e[i] - a[i]) <= tolerance * scale, $"{when}, {slot.Name}[{i}] is {a[i]}, expected {e[i]}");
        }
    }
}
