using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>A comparison: 1 where it holds, otherwise 0.</summary>
internal sealed class CompareNode(string comparison, ExpressionNode left, ExpressionNode right, int column) : ExpressionNode(column)
{
    public override ulong Variables => left.Variables | right.Variables;

    public override bool UsesCoordinates => left.UsesCoordinates || right.UsesCoordinates;

    public override int Level => ComparisonLevel;

    public override IReadOnlyList<ExpressionNode> Operands => [left, right];

    public static double Compare(string comparison, double a, double b) => comparison switch
    {
        "<" => a < b,
        "<=" => a <= b,
        ">" => a > b,
        ">=" => a >= b,
        "==" => a == b,
        _ => a != b,
    } ? 1 : 0;

    public override double Evaluate(in ExpressionPoint point) => Compare(comparison, left.Evaluate(point), right.Evaluate(point));

    public override void Print(StringBuilder text)
    {
        Print(text, left, SumLevel);
        text.Append(' ').Append(comparison).Append(' ');
        Print(text, right, SumLevel);
    }

    protected override Value EmitOver(ExpressionEmitter emitter, IndexSpace space)
    {
        ProgramBuilder g = emitter.Program;
        (Value a, Value b) = (left.Emit(emitter, space), right.Emit(emitter, space));
        return comparison switch
        {
            "<" => g.Less(a, b),
            "<=" => g.LessEqual(a, b),
            ">" => g.Less(b, a),
            ">=" => g.LessEqual(b, a),
            "==" => g.Equal(a, b),
            _ => g.Subtract(g.Constant(1), g.Equal(a, b)),
        };
    }
}
