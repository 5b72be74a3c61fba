using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>a + b - c ...: one node for a whole chain, so that long chains are not deep.</summary>
internal sealed class AddNode(IReadOnlyList<ExpressionNode> terms, IReadOnlyList<bool> negative, int column) : ExpressionNode(column)
{
    public override ulong Variables { get; } = terms.Aggregate(0UL, (set, term) => set | term.Variables);

    public override bool UsesCoordinates { get; } = terms.Any(term => term.UsesCoordinates);

    public override int Level => SumLevel;

    public override IReadOnlyList<ExpressionNode> Operands => terms;

    public override double Evaluate(in ExpressionPoint point)
    {
        double sum = terms[0].Evaluate(point);
        for (int term = 1; term < terms.Count; term++)
        {
            double value = terms[term].Evaluate(point);
            sum += negative[term] ? -value : value;
        }
        return sum;
    }

    public override void Print(StringBuilder text)
    {
        Print(text, terms[0], SumLevel);
        for (int term = 1; term < terms.Count; term++)
        {
            text.Append(negative[term] ? " - " : " + ");
            Print(text, terms[term], ProductLevel);
        }
    }

    protected override Value EmitOver(ExpressionEmitter emitter, IndexSpace space)
    {
        ProgramBuilder g = emitter.Program;
        Value sum = terms[0].Emit(emitter, space);
        for (int term = 1; term < terms.Count; term++)
        {
            // A product is added in one rounding; the sign goes into its factor, which often is a literal.
            if (terms[term] is ProductNode product && product.Split(emitter, space) is (Value left, Value right))
                sum = g.MultiplyAdd(negative[term] ? g.Negate(left) : left, right, sum);
            else
                sum = negative[term] ? g.Subtract(sum, terms[term].Emit(emitter, space)) : g.Add(sum, terms[term].Emit(emitter, space));
        }
        return sum;
    }
}
