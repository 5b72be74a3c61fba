using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance.Cases;

/// <summary>Rows as columns of the same samples and back, with what works on sites between; batch sizes of one slice, and of several.</summary>
internal static class SiteCases
{
    private static readonly (int Channels, int Sites, int BatchSize)[] Sizes = [(1, 1, 16), (3, 4, 16), (2, 9, 48), (2, 5, 64), (3, 4, 128), (1, 6, 192)];

    public static IEnumerable<OpCase> All() => Sizes.SelectMany(size => (IEnumerable<OpCase>)[.. Views(size), .. Functions(size), .. Meetings(size)]).Concat(Convolutions()).Concat(PartialConvolutions());

    private static IEnumerable<OpCase> Views((int Channels, int Sites, int BatchSize) size)
    {
        (int channels, int sites, int batchSize) = size;
        Operand x = Operand.Uniform(Shape.Batched(channels * sites, batchSize), -2, 2), column = Operand.Uniform(Shape.Matrix(channels, 1), -2, 2, 2);
        yield return Case(OpTable.SpaceToBatch, "and back", [x], (g, v) => g.BatchToSpace(-g.SpaceToBatch(v[0], sites)));
        // The factor shows to which channel a column belongs.
        yield return Case(OpTable.SpaceToBatch, "times a column", [x, column], (g, v) => g.BatchToSpace(g.SpaceToBatch(v[0], sites) * v[1]));
        yield return Case(OpTable.SpaceToBatch, "from the second row on", [x], (g, v) =>
            g.BatchToSpace(-g.SpaceToBatch(g.SliceRows(g.ConcatenateRows(v[0], v[0]), 1, channels * sites), sites)));
        yield return Case(OpTable.BatchToSpace, "of rows of sites", [x], (g, v) =>
        {
            Value columns = g.SpaceToBatch(v[0], sites);
            return g.BatchToSpace(g.SliceRows(g.ConcatenateRows(columns, g.GatherRows(columns, [channels - 1, 0])), channels - 1, 3));
        });
        if (channels == 3)
            yield return Case(OpTable.BatchToSpace, "of all that two steps made", [x], (g, v) => g.BatchToSpace(-g.SpaceToBatch(g.SpaceToBatch(v[0], sites), 3)));
    }

    private static IEnumerable<OpCase> Functions((int Channels, int Sites, int BatchSize) size)
    {
        (int channels, int sites, int batchSize) = size;
        Operand x = Operand.Uniform(Shape.Batched(channels * sites, batchSize), -2, 2), weight = Operand.Uniform(Shape.Matrix(2, channels), -1, 1, 3);
        Operand table = Operand.Uniform(Shape.Matrix(2, 4), -1, 1, 5), index = Operand.Uniform(Shape.Batched(sites, batchSize), 0.1, 3.9, 4);
        yield return Case(OpTable.Dense, "over sites", [x, weight], (g, v) => g.BatchToSpace(g.Dense(v[1], g.SpaceToBatch(v[0], sites), null, Activation.Tanh)));
        yield return Case(OpTable.DenseBackwardWeight, "over sites", [x], (g, v) =>
        {
            Value columns = g.SpaceToBatch(v[0], sites);
            return g.DenseBackwardWeight(g.Tanh(columns), columns);
        });
        yield return Case(OpTable.SoftmaxRows, "and other functions over rows of sites", [x], (g, v) =>
        {
            Value columns = g.SpaceToBatch(v[0], sites);
            return g.BatchToSpace(g.CumulativeSumRows(g.SoftmaxRows(columns)) + g.LogSumExpRows(columns) + g.MaximumRows(columns));
        });
        yield return Case(OpTable.Lookup, "over sites", [index, table], (g, v) => g.BatchToSpace(g.Lookup(v[1], g.SpaceToBatch(g.Floor(v[0]), sites))), [1]);
    }

    // What slices have to meet for: values before it are read again after it.
    private static IEnumerable<OpCase> Meetings((int Channels, int Sites, int BatchSize) size)
    {
        (int channels, int sites, int batchSize) = size;
        Operand x = Operand.Uniform(Shape.Batched(channels * sites, batchSize), -2, 2);
        yield return Case(OpTable.ReduceBatch, "over sites", [x], (g, v) => g.SumBatch(g.Square(g.SpaceToBatch(v[0], sites))));
        yield return Case(OpTable.ReduceBatch, "maximum over sites", [x], (g, v) => g.MaximumBatch(g.SpaceToBatch(v[0], sites)));
        yield return Case(OpTable.ReduceBatch, "and centring over sites", [x], (g, v) =>
        {
            Value columns = g.Tanh(g.SpaceToBatch(v[0], sites));
            return g.BatchToSpace(columns - g.MeanBatch(columns)) + g.Tanh(v[0]);
        });
        yield return Case(OpTable.ReduceRows, "in a Repeat over sites", [x], (g, v) =>
            g.BatchToSpace(g.Repeat(3, [g.SpaceToBatch(v[0], sites)], inside => [g.Sin(inside[0]) + g.SumRows(inside[0])])[0]), []);
        yield return Case(OpTable.ReduceBatch, "in a Repeat over sites", [x], (g, v) =>
            g.BatchToSpace(g.Repeat(2, [g.SpaceToBatch(v[0], sites)], inside => [g.Sin(inside[0]) - g.MeanBatch(inside[0])])[0]), []);
    }

    private static IEnumerable<OpCase> Convolutions()
    {
        (PeriodicStencil Stencil, int Channels, int Outputs, int BatchSize)[] sizes =
        [
            (PeriodicStencil.Box(3, 3, 4), 1, 2, 16), (PeriodicStencil.Box(3, 5), 3, 5, 48), (PeriodicStencil.Box(3, 2, 2), 2, 1, 64), (PeriodicStencil.Box(1, 4), 2, 3, 64),
            (PeriodicStencil.Box(3, 3, 3), 2, 6, 128), (PeriodicStencil.Box(3, 2, 2, 2), 1, 2, 192), (new PeriodicStencil(2, [0, 0, 1, 2, 2, 2]), 2, 2, 16),
        ];
        foreach ((PeriodicStencil stencil, int channels, int outputs, int batchSize) in sizes)
        {
            Operand x = Operand.Uniform(Shape.Batched(channels * stencil.Sites, batchSize), -1, 1), weight = Operand.Uniform(Shape.Matrix(outputs, channels * stencil.Taps), -0.5, 0.5, 2);
            Operand bias = Operand.Uniform(Shape.Matrix(outputs, 1), -1, 1, 3);
            string what = $"convolution of {stencil.Taps} taps on {stencil.Sites} sites";
            yield return Case(OpTable.Dense, what, [x, weight, bias], (g, v) => g.PeriodicConvolution(v[1], v[0], v[2], stencil, Activation.Tanh));
            yield return Case(OpTable.DenseTransposed, $"way back of a {what}", [x, weight, bias], (g, v) =>
                Slope(g, v[0], g.PeriodicConvolution(v[1], v[0], v[2], stencil, Activation.Tanh)));
            yield return Case(OpTable.DenseBackwardWeight, $"way back of a {what}", [x, weight, bias], (g, v) =>
                Slope(g, v[1], g.PeriodicConvolution(v[1], v[0], v[2], stencil, Activation.Sigmoid)));
        }
    }

    /// <summary>A convolution evaluated at every other site of a square lattice, as at the last layer of a coupling: the other sites are reached by other taps.</summary>
    private static IEnumerable<OpCase> PartialConvolutions()
    {
        foreach ((int channels, int outputs, int batchSize) in new[] { (1, 2, 16), (2, 2, 64), (3, 5, 128) })
        {
            var stencil = PeriodicStencil.Box(3, 4, 4);
            int[] some = [.. Enumerable.Range(0, stencil.Sites).Where(site => (site + (site / 4)) % 2 == 0)];
            int[] rows = [.. Enumerable.Range(0, channels * stencil.Taps).SelectMany(d => some.Select(site => (d / stencil.Taps * stencil.Sites) + stencil.Neighbours[(d % stencil.Taps * stencil.Sites) + site]))];
            Operand x = Operand.Uniform(Shape.Batched(channels * stencil.Sites, batchSize), -1, 1), weight = Operand.Uniform(Shape.Matrix(outputs, channels * stencil.Taps), -0.5, 0.5, 2);
            Operand bias = Operand.Uniform(Shape.Matrix(outputs, 1), -1, 1, 3);
            yield return Case(OpTable.Dense, "convolution at half of the sites", [x, weight, bias], (g, v) => Layer(g, v, rows, some.Length));
            yield return Case(OpTable.DenseTransposed, "way back from half of the sites", [x, weight, bias], (g, v) => Slope(g, v[0], Layer(g, v, rows, some.Length)));
        }

        static Value Layer(ProgramBuilder g, Value[] v, int[] rows, int sites) =>
            g.BatchToSpace(g.Dense(v[1], g.SpaceToBatch(g.GatherRows(v[0], rows), sites), v[2], Activation.Tanh));
    }

    // A gradient as the result: its gradient is the second derivative.
    private static Value Slope(ProgramBuilder g, Value of, Value y) => g.Adjoints(g.Square(y), g.Constant(1f), of)[0];

    private static OpCase Case(OpDefinition op, string variant, Operand[] operands, Func<ProgramBuilder, Value[], Value> emit, int[]? differentiate = null) => new()
    {
        Name = $"{op.Name} {variant} {string.Join(", ", operands.Select(o => o.Shape))}",
        Op = op,
        BatchSize = operands[0].Shape.Columns,
        Operands = operands,
        Differentiate = differentiate ?? [.. Enumerable.Range(0, operands.Length)],
        Emit = (g, v, _) => emit(g, v),
    };
}
