using GenGpu.Accelerators.Tests.Conformance.Cases;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>All cases.</summary>
public static class OpCases
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OpCase> All { get; } =
        ((IEnumerable<OpCase>)[.. ElementwiseCases.All(), .. DenseCases.All(), .. ReductionCases.All(), .. RowCases.All(), .. SiteCases.All(), .. IndexCases.All(), .. RandomCases.All(), .. EffectCases.All()])
        .ToDictionary(c => c.Name);

    /// <summary>Every case on every accelerator.</summary>
    public static TheoryData<string, string> OnEveryAccelerator
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string accelerator in AcceleratorUnderTest.Names)
            {
                foreach (string name in All.Keys)
                    data.Add(accelerator, name);
            }

            return data;
        }
    }

    /// <summary>The cases with a gradient check.</summary>
    public static TheoryData<string> Differentiable => [.. All.Values.Where(c => c.Differentiate.Count > 0).Select(c => c.Name)];
}
