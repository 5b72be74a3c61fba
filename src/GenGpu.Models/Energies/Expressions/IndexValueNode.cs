using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>An index variable, or the dimension, used as a number.</summary>
internal sealed class IndexValueNode(IndexNode index, int column) : ExpressionNode(column)
{
    public override ulong Variables => index.Variables;

    public override bool UsesCoordinates => false;

    public override int Level => AtomLevel;

    public override IReadOnlyList<ExpressionNode> Operands => [];

    public override double Evaluate(in ExpressionPoint point) => index.Evaluate(point.Variables, point.Dimension);

    public override void Print(StringBuilder text) => text.Append(index);

    protected override Value EmitOver(ExpressionEmitter emitter, IndexSpace space) => emitter.Numbers(index.Values(space, emitter.Dimension));
}
