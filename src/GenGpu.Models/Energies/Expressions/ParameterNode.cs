using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>A named parameter: a hyper value, or what the scope gives for it.</summary>
internal sealed class ParameterNode(EnergyParameter parameter, int number, int column) : ExpressionNode(column)
{
    public override ulong Variables => 0;

    public override bool UsesCoordinates => false;

    public override int Level => AtomLevel;

    public override IReadOnlyList<ExpressionNode> Operands => [];

    public override double Evaluate(in ExpressionPoint point) => point.Parameters[number];

    public override void Print(StringBuilder text) => text.Append(parameter.Name);

    protected override Value EmitOver(ExpressionEmitter emitter, IndexSpace space) => emitter.Scope.Parameter(parameter);
}
