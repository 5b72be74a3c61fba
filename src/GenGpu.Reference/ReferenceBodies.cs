using System.Numerics;
using GenGpu.Core.Programs;
using GenGpu.Reference.Bodies;

namespace GenGpu.Reference;

/// <summary>The bodies of all ops.</summary>
/// <typeparam name="T">float or double.</typeparam>
public static class ReferenceBodies<T> where T : struct, IBinaryFloatingPointIeee754<T>
{
    /// <summary>One body per entry of <see cref="OpTable.All"/>.</summary>
    public static IReadOnlyDictionary<OpDefinition, ReferenceBody<T>> All { get; } = new Dictionary<OpDefinition, ReferenceBody<T>>
    {
        [OpTable.Elementwise] = ElementwiseBodies<T>.Elementwise,
        [OpTable.Dense] = DenseBodies<T>.Dense,
        [OpTable.DenseTransposed] = DenseBodies<T>.DenseTransposed,
        [OpTable.DenseBackwardWeight] = DenseBodies<T>.DenseBackwardWeight,
        [OpTable.ReduceRows] = ReductionBodies<T>.ReduceRows,
        [OpTable.ReduceBatch] = ReductionBodies<T>.ReduceBatch,
        [OpTable.SoftmaxRows] = ReductionBodies<T>.SoftmaxRows,
        [OpTable.CumulativeSumRows] = ReductionBodies<T>.CumulativeSumRows,
        [OpTable.ArgMaxRows] = ReductionBodies<T>.ArgMaxRows,
        [OpTable.SliceRows] = RowBodies<T>.SliceRows,
        [OpTable.SpaceToBatch] = RowBodies<T>.Copy,
        [OpTable.BatchToSpace] = RowBodies<T>.Copy,
        [OpTable.ConcatenateRows] = RowBodies<T>.ConcatenateRows,
        [OpTable.GatherRows] = RowBodies<T>.GatherRows,
        [OpTable.ScatterAddRows] = RowBodies<T>.ScatterAddRows,
        [OpTable.StopGradient] = RowBodies<T>.Copy,
        [OpTable.StraightThrough] = RowBodies<T>.Copy,
        [OpTable.Lookup] = IndexBodies<T>.Lookup,
        [OpTable.LookupBackward] = IndexBodies<T>.LookupBackward,
        [OpTable.OneHot] = IndexBodies<T>.OneHot,
        [OpTable.StepIndex] = IndexBodies<T>.StepIndex,
        [OpTable.SampleIndex] = IndexBodies<T>.SampleIndex,
        [OpTable.Draw] = RandomBodies<T>.Draw,
        [OpTable.Bernoulli] = RandomBodies<T>.Bernoulli,
        [OpTable.Categorical] = RandomBodies<T>.Categorical,
        [OpTable.AdamCorrection] = OptimizerBodies<T>.AdamCorrection,
        [OpTable.Adam] = OptimizerBodies<T>.Adam,
        [OpTable.Sgd] = OptimizerBodies<T>.Sgd,
        [OpTable.Assign] = RowBodies<T>.Copy,
        [OpTable.Report] = RowBodies<T>.Copy,
        [OpTable.Output] = call => call.WriteStream(call.Input(0)),
        [OpTable.Input] = call => call.ReadStream(call.Output),
        [OpTable.CheckFinite] = OptimizerBodies<T>.CheckFinite,
    };
}
