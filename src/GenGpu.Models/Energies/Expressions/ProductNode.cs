using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>a * b / c ...: one node for a whole chain.</summary>
internal sealed class ProductNode(IReadOnlyList<ExpressionNode> factors, IReadOnlyList<bool> divides, int column) : ExpressionNode(column)
{
    public override ulong Variables { get; } = factors.Aggregate(0UL, (set, factor) => set | factor.Variables);

    public override bool UsesCoordinates { get; } = factors.Any(factor => factor.UsesCoordinates);

    public override int Level => ProductLevel;

    public override IReadOnlyList<ExpressionNode> Operands => factors;

    public override double Evaluate(in ExpressionPoint point)
    {
        double product = factors[0].Evaluate(point);
        for (int factor = 1; factor < factors.Count; factor++)
        {
            double value = factors[factor].Evaluate(point);
            product = divides[factor] ? product / value : product * value;
        }
        return product;
    }

    public override void Print(StringBuilder text)
    {
        Print(text, factors[0], ProductLevel);
        for (int factor = 1; factor < factors.Count; factor++)
        {
            text.Append(divides[factor] ? " / " : " * ");
            Print(text, factors[factor], SignLevel);
        }
    }

    /// <summary>All factors but the last, and the last, where that is multiplied; otherwise null.</summary>
    public (Value Left, Value Right)? Split(ExpressionEmitter emitter, IndexSpace space) =>
        divides[^1] ? null : (Prefix(emitter, space, factors.Count - 1), factors[^1].Emit(emitter, space));

    protected override Value EmitOver(ExpressionEmitter emitter, IndexSpace space) => Prefix(emitter, space, factors.Count);

    private Value Prefix(ExpressionEmitter emitter, IndexSpace space, int count)
    {
        ProgramBuilder g = emitter.Program;
        Value product = factors[0].Emit(emitter, space);
        for (int factor = 1; factor < count; factor++)
        {
            if (divides[factor] && factors[factor] is NumberNode number && float.IsNormal((float)(1 / number.Number)))
                product = g.Multiply(product, (float)(1 / number.Number));
            else if (divides[factor])
                product = g.Divide(product, factors[factor].Emit(emitter, space));
            else
                product = g.Multiply(product, factors[factor].Emit(emitter, space));
        }
        return product;
    }
}
