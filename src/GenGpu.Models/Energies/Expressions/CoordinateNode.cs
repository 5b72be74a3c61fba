using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>A coordinate x[index]; in a sum a block of rows.</summary>
internal sealed class CoordinateNode(IndexNode index, int column) : ExpressionNode(column)
{
    public override ulong Variables => index.Variables;

    public override bool UsesCoordinates => true;

    public override int Level => AtomLevel;

    public override IReadOnlyList<ExpressionNode> Operands => [];

    public override void Bind(ExpressionBinding binding, IndexSpace space)
    {
        binding.Count(this, space);
        binding.Check(index, space);
    }

    public override double Evaluate(in ExpressionPoint point) => point.Coordinates[index.Evaluate(point.Variables, point.Dimension)];

    public override void Print(StringBuilder text)
    {
        if (index.Operator == 'n')
            text.Append('x').Append(index);
        else
            text.Append("x[").Append(index).Append(']');
    }

    protected override Value EmitOver(ExpressionEmitter emitter, IndexSpace space) => emitter.Coordinates(index.Values(space, emitter.Dimension));
}
