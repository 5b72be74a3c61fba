using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>
/// A sum over an index (sum), over all pairs i &lt; j (pairs), or over the bonds of the lattice (neighbours). Emitted as one block with a row per term that is summed over its rows,
/// so the number of instructions does not depend on the number of terms.
/// </summary>
/// <param name="kind">sum, pairs or neighbours.</param>
/// <param name="names">Names of the index variables.</param>
/// <param name="variables">Their numbers.</param>
/// <param name="range">First and last index, or null for all coordinates.</param>
/// <param name="body">What is summed.</param>
/// <param name="number">Number of the sum in the expression.</param>
/// <param name="column">Where it stands.</param>
internal sealed class SumNode(string kind, string[] names, int[] variables, (IndexNode First, IndexNode Last)? range, ExpressionNode body, int number, int column) : ExpressionNode(column)
{
    private int[][] _terms = [];

    public override ulong Variables => body.Variables & ~variables.Aggregate(0UL, (set, variable) => set | (1UL << variable));

    public override bool UsesCoordinates => body.UsesCoordinates;

    public override int Level => AtomLevel;

    public override IReadOnlyList<ExpressionNode> Operands => [body];

    public override void Bind(ExpressionBinding binding, IndexSpace space)
    {
        binding.Count(this, space);
        _terms = Terms(binding);
        IndexSpace outer = Variables == 0 ? IndexSpace.Single(space.Values.Length) : space;
        if ((long)outer.Rows * _terms.Length > ExpressionBinding.LargestSum)
            throw new ExpressionException(Column, FormattableString.Invariant($"the sum has {(long)outer.Rows * _terms.Length} terms, more than {ExpressionBinding.LargestSum}"));
        body.Bind(binding, outer.Expand(variables, _terms));
    }

    public override double Evaluate(in ExpressionPoint point)
    {
        // What no outer index changes is computed once, as it is emitted once.
        return Variables == 0 ? point.Sums[number] ??= Sum(point) : Sum(point);
    }

    public override void Print(StringBuilder text)
    {
        text.Append(kind).Append('(').AppendJoin(", ", names).Append(", ");
        if (range is (IndexNode first, IndexNode last))
            text.Append(first).Append("..").Append(last).Append(", ");
        Print(text, body, ComparisonLevel);
        text.Append(')');
    }

    protected override Value EmitOver(ExpressionEmitter emitter, IndexSpace space)
    {
        ProgramBuilder g = emitter.Program;
        IndexSpace inner = space.Expand(variables, _terms);
        Value block = body.Emit(emitter, inner);
        // What does not depend on the own variables has the rows of the outer space, or one.
        if (block.Shape.Rows == 1 && inner.Rows > 1 && space.Rows == 1)
            return g.Multiply(block, _terms.Length);
        if (space.Rows == 1)
            return g.SumRows(block);
        if (block.Shape.Rows == 1)
            return g.Multiply(block, _terms.Length);
        return g.ScatterAddRows(block, [.. Enumerable.Range(0, inner.Rows).Select(row => row % space.Rows)], space.Rows);
    }

    private double Sum(in ExpressionPoint point)
    {
        double sum = 0;
        foreach (int[] term in _terms)
        {
            for (int variable = 0; variable < variables.Length; variable++)
                point.Variables[variables[variable]] = term[variable];
            sum += body.Evaluate(point);
        }
        return sum;
    }

    private int[][] Terms(ExpressionBinding binding)
    {
        if (kind == "neighbours")
            return Bonds(binding.Lattice ?? throw new ExpressionException(Column, "neighbours(i, j, ...) needs a lattice; declare one, for example lattice: [8, 8] in a .yaml file"));
        int first = 0;
        int last;
        if (range is (IndexNode lower, IndexNode upper))
        {
            if (binding.Dimension is null && (lower.UsesDimension || upper.UsesDimension))
                return [];
            (first, last) = (lower.Evaluate([], binding.Dimension ?? 0), upper.Evaluate([], binding.Dimension ?? 0));
        }
        else if (binding.Dimension is int dimension)
        {
            last = dimension - 1;
        }
        else
        {
            return [];
        }
        int count = last - first + 1;
        int smallest = variables.Length;
        if (count < smallest)
            throw new ExpressionException(range?.First.Column ?? Column, FormattableString.Invariant($"{kind} has no terms: its index runs from {first} to {last}"));
        if (count > ExpressionBinding.LargestSum || (kind == "pairs" && (long)count * (count - 1) / 2 > ExpressionBinding.LargestSum))
            throw new ExpressionException(Column, FormattableString.Invariant($"{kind} runs from {first} to {last} and has more than {ExpressionBinding.LargestSum} terms"));
        IEnumerable<int> indices = Enumerable.Range(first, count);
        return kind == "pairs"
            ? [.. indices.SelectMany(i => Enumerable.Range(i + 1, last - i).Select(j => new[] { i, j }))]
            : [.. indices.Select(i => new[] { i })];
    }

    // Every bond once: to the next site along each axis, periodically.
    private static int[][] Bonds(Lattice lattice)
    {
        IEnumerable<int[]> Along(int rows, int columns) => lattice.Shift(rows, columns).Select((to, from) => new[] { from, to });
        return lattice.IsChain ? [.. Along(0, 1)] : [.. Along(0, 1), .. Along(1, 0)];
    }
}
