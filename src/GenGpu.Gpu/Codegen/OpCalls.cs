using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>The op table of the generator: how each op is called. Elementwise ops, copies and updates are written in groups by <see cref="ProgramWriter"/>.</summary>
internal static class OpCalls
{
    private static readonly Dictionary<OpDefinition, Action<EmitContext, Instruction>> Calls = new()
    {
        [OpTable.Dense] = DenseCalls.Dense,
        [OpTable.DenseTransposed] = DenseCalls.DenseTransposed,
        [OpTable.DenseBackwardWeight] = DenseCalls.DenseBackwardWeight,
        [OpTable.ReduceRows] = ReductionCalls.ReduceRows,
        [OpTable.ReduceBatch] = ReductionCalls.ReduceBatch,
        [OpTable.SoftmaxRows] = ReductionCalls.SoftmaxRows,
        [OpTable.CumulativeSumRows] = ReductionCalls.CumulativeSumRows,
        [OpTable.ArgMaxRows] = ReductionCalls.ArgMaxRows,
        [OpTable.GatherRows] = RowCalls.GatherRows,
        [OpTable.ScatterAddRows] = RowCalls.ScatterAddRows,
        [OpTable.Lookup] = RowCalls.Lookup,
        [OpTable.LookupBackward] = RowCalls.LookupBackward,
        [OpTable.OneHot] = RowCalls.OneHot,
        [OpTable.StepIndex] = RowCalls.StepIndex,
        [OpTable.SampleIndex] = RowCalls.SampleIndex,
        [OpTable.Draw] = RandomCalls.Draw,
        [OpTable.Bernoulli] = RandomCalls.Bernoulli,
        [OpTable.Categorical] = RandomCalls.Categorical,
        [OpTable.AdamCorrection] = OptimizerCalls.AdamCorrection,
        [OpTable.CheckFinite] = OptimizerCalls.CheckFinite,
        [OpTable.Output] = StreamCalls.Output,
        [OpTable.Input] = StreamCalls.Input,
    };

    private static readonly OpDefinition[] Grouped = [OpTable.Elementwise, OpTable.ConcatenateRows, OpTable.Assign, OpTable.Report, OpTable.Adam, OpTable.Sgd];

    /// <summary>The ops that can be generated. Views need no call: the planner places them over their operand.</summary>
    public static IReadOnlyCollection<OpDefinition> Ops => [.. Calls.Keys, .. Grouped, .. OpTable.All.Where(o => o.ViewOfInput >= 0)];

    /// <summary>Writes the call of an instruction.</summary>
    /// <exception cref="NotSupportedException">The device library has no function for the op.</exception>
    public static void Write(EmitContext context, Instruction instruction)
    {
        if (!Calls.TryGetValue(instruction.Op, out Action<EmitContext, Instruction>? call))
            throw new NotSupportedException($"The device library has no function for '{instruction.Op.Name}' (in {instruction}); add it to kernels/lib and to {nameof(OpCalls)}.");
        call(context, instruction);
    }
}
