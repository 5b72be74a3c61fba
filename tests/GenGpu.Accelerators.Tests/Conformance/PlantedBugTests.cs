using GenGpu.Core.Accelerators;
using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Reference;
using static GenGpu.Core.Programs.ElementwiseFunction;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>The suite must catch what it is there for.</summary>
public class PlantedBugTests
{
    private static readonly IReadOnlyDictionary<string, PlantedBug<float>> Forward = PlantedBugs.All().ToDictionary(b => b.ToString());

    // Wrong in double: seen by the gradient check, because the adjoint is built of the wrong op.
    private static readonly IReadOnlyDictionary<string, PlantedBug<double>> Backward = new[]
    {
        Spoil("swapped factors", OpTable.DenseBackwardWeight, call => call.Output.AsSpan().Reverse()),
        Spoil("adjoint of the input without the first weight", OpTable.DenseTransposed, call => call.Output[0] -= call.Input(0)[0] * call.Input(1)[0]),
        Spoil("slope forgotten", OpTable.Elementwise, call => Change(call, LeakyReluBackward, (a, b, _) => b > 0 ? a : 0)),
        Spoil("tanh backward without the square", OpTable.Elementwise, call => Change(call, TanhBackward, (a, b, _) => a * (1 - b))),
        Spoil("last sample not in the bias gradient", OpTable.ReduceBatch, call => call.Output[0] -= call.Input(0)[call.InputShape(0).Columns - 1]),
        Spoil("same direction", OpTable.CumulativeSumRows, call =>
        {
            if (call.Instruction.As<CumulativeSumAttributes>().Reverse)
                call.Output.AsSpan().Reverse();
        }),
        Spoil("overwrites", OpTable.ScatterAddRows, call => call.Output[0] = call.Input(0)[0]),
        Spoil("twice", OpTable.LookupBackward, call => call.Output[0] *= 2),
    }.ToDictionary(b => b.ToString());

    // The op whose adjoint the wrong op is a part of.
    private static readonly Dictionary<string, OpDefinition> Differentiated = new()
    {
        ["dense_backward_weight"] = OpTable.Dense,
        ["dense_transposed"] = OpTable.Dense,
        ["elementwise"] = OpTable.Dense,
        ["reduce_batch"] = OpTable.Dense,
        ["cumulative_sum_rows"] = OpTable.CumulativeSumRows,
        ["scatter_add_rows"] = OpTable.GatherRows,
        ["lookup_backward"] = OpTable.Lookup,
    };

    public static TheoryData<string> ForwardNames => [.. Forward.Keys];

    public static TheoryData<string> BackwardNames => [.. Backward.Keys];

    [Theory]
    [MemberData(nameof(ForwardNames))]
    public void TheComparisonCatches(string bug)
    {
        PlantedBug<float> planted = Forward[bug];
        using IAccelerator accelerator = planted.Accelerator();
        Assert.Contains(OpCases.All.Values.Where(planted.Concerns), c => Checks.Compare(c, accelerator) is not null);
    }

    [Theory]
    [MemberData(nameof(BackwardNames))]
    public void TheGradientCheckCatches(string bug)
    {
        using ReferenceAccelerator<double> accelerator = Backward[bug].Accelerator();
        OpDefinition differentiated = Differentiated[bug[..bug.IndexOf(':', StringComparison.Ordinal)]];
        Assert.Contains(OpCases.All.Values.Where(c => c.Op == differentiated && c.Differentiate.Count > 0), c => Checks.Gradient(c, accelerator) is not null);
    }

    [Fact]
    public void AMissingBodyIsAnErrorThatNamesTheOp()
    {
        var bodies = ReferenceBodies<float>.All.Where(b => b.Key != OpTable.SoftmaxRows).ToDictionary();
        using var accelerator = new ReferenceAccelerator<float>(bodies: bodies);
        OpCase softmax = OpCases.All.Values.First(c => c.Op == OpTable.SoftmaxRows);
        Assert.Contains("softmax_rows", Assert.Throws<InvalidOperationException>(() => Checks.Compare(softmax, accelerator)).Message);
    }

    private static PlantedBug<double> Spoil(string name, OpDefinition op, Action<ReferenceCall<double>> spoil) => PlantedBug<double>.After(name, op, spoil);

    private static void Change(ReferenceCall<double> call, ElementwiseFunction function, Func<double, double, double, double> wrong)
    {
        if (call.Instruction.As<ElementwiseAttributes>().Function != function)
            return;
        for (int i = 0; i < call.Output.Length; i++)
        {
            double At(int operand) => operand < call.InputCount ? call.Input(operand)[call.InputShape(operand) == call.OutputShape ? i : 0] : 0;
            call.Output[i] = wrong(At(0), At(1), At(2));
        }
    }
}
