using GenGpu.Core.Accelerators;
using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Reference;

namespace GenGpu.Accelerators.Tests.Conformance;

public class OpConformanceTests
{
    [Theory]
    [MemberData(nameof(OpCases.OnEveryAccelerator), MemberType = typeof(OpCases))]
    public void AgreesWithTheReferenceInDouble(string accelerator, string opCase)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator, threads: 1);
        Assert.Null(Checks.Compare(OpCases.All[opCase], underTest));
    }

    [Theory]
    [MemberData(nameof(OpCases.Differentiable), MemberType = typeof(OpCases))]
    public void AdjointAgreesWithFiniteDifferences(string opCase)
    {
        using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
        Assert.Null(Checks.Gradient(OpCases.All[opCase], accelerator));
    }

    [Fact]
    public void EveryOpHasAReferenceBodyAndACase()
    {
        Assert.Empty(OpTable.All.Where(op => !ReferenceBodies<float>.All.ContainsKey(op)).Select(op => $"{op.Name} has no reference body"));
        Assert.Empty(OpTable.All.Where(op => OpCases.All.Values.All(c => c.Op != op)).Select(op => $"{op.Name} has no case"));
    }

    [Fact]
    public void EveryVariantOfAnOpHasACase()
    {
        var covered = OpCases.All.Values.Where(c => c.Variant is not null).Select(c => (c.Op, c.Variant!)).ToHashSet();
        IEnumerable<(OpDefinition Op, object Variant)> wanted =
        [
            .. Of<ElementwiseFunction>(OpTable.Elementwise), .. Of<Activation>(OpTable.Dense), .. Of<Activation>(OpTable.DenseTransposed),
            .. Of<ReductionKind>(OpTable.ReduceRows), .. Of<ReductionKind>(OpTable.ReduceBatch).Where(v => !v.Item2.Equals(ReductionKind.LogSumExp)),
            .. Of<Distribution>(OpTable.Draw),
        ];
        Assert.Empty(wanted.Where(w => !covered.Contains(w)).Select(w => $"{w.Op.Name}.{w.Variant} has no case"));
    }

    [Fact]
    public void EveryDifferentiableOpHasAGradientCheck()
    {
        OpDefinition[] none =
        [
            OpTable.ArgMaxRows, OpTable.OneHot, OpTable.StopGradient, OpTable.StraightThrough, OpTable.StepIndex, OpTable.SampleIndex, OpTable.Draw, OpTable.Bernoulli,
            OpTable.Categorical, OpTable.AdamCorrection, OpTable.Adam, OpTable.Sgd, OpTable.Assign, OpTable.Report, OpTable.Output, OpTable.Input, OpTable.CheckFinite,
        ];
        var covered = OpCases.All.Values.Where(c => c.Differentiate.Count > 0).ToList();
        Assert.Empty(OpTable.All.Except(none).Where(op => covered.All(c => c.Op != op)).Select(op => $"{op.Name} has no gradient check"));
        Assert.Empty(ElementwiseFunctions.All.Where(f => f.Value.Adjoint is not null && !covered.Exists(c => f.Key.Equals(c.Variant))).Select(f => $"{f.Key} has no gradient check"));
    }

    private static IEnumerable<(OpDefinition, object)> Of<T>(OpDefinition op) where T : struct, Enum => Enum.GetValues<T>().Select(v => (op, (object)v));
}
