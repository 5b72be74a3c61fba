using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>-a.</summary>
internal sealed class NegateNode(ExpressionNode operand, int column) : ExpressionNode(column)
{
    public override ulong Variables => operand.Variables;

    public override bool UsesCoordinates => operand.UsesCoordinates;

    public override int Level => SignLevel;

    public override IReadOnlyList<ExpressionNode> Operands => [operand];

    public override double Evaluate(in ExpressionPoint point) => -operand.Evaluate(point);

    public override void Print(StringBuilder text)
    {
        text.Append('-');
        Print(text, operand, SignLevel);
    }

    protected override Value EmitOver(ExpressionEmitter emitter, IndexSpace space) => emitter.Program.Negate(operand.Emit(emitter, space));
}
