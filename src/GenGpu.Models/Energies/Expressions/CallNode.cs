using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>A function of one to three operands.</summary>
internal sealed class CallNode(ExpressionFunction function, IReadOnlyList<ExpressionNode> operands, int column) : ExpressionNode(column)
{
    public override ulong Variables { get; } = operands.Aggregate(0UL, (set, operand) => set | operand.Variables);

    public override bool UsesCoordinates { get; } = operands.Any(operand => operand.UsesCoordinates);

    public override int Level => AtomLevel;

    public override IReadOnlyList<ExpressionNode> Operands => operands;

    public override double Evaluate(in ExpressionPoint point) => function.Evaluate(
        operands[0].Evaluate(point),
        operands.Count > 1 ? operands[1].Evaluate(point) : 0,
        operands.Count > 2 ? operands[2].Evaluate(point) : 0);

    public override void Print(StringBuilder text)
    {
        text.Append(function.Name).Append('(');
        for (int operand = 0; operand < operands.Count; operand++)
        {
            text.Append(operand > 0 ? ", " : "");
            Print(text, operands[operand], ComparisonLevel);
        }
        text.Append(')');
    }

    protected override Value EmitOver(ExpressionEmitter emitter, IndexSpace space) =>
        function.Emit(emitter.Program, [.. operands.Select(operand => operand.Emit(emitter, space))]);
}
