using System.Globalization;
using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>A number.</summary>
internal sealed class NumberNode(double number, int column) : ExpressionNode(column)
{
    public double Number { get; } = number;

    public override ulong Variables => 0;

    public override bool UsesCoordinates => false;

    public override int Level => Number < 0 ? SignLevel : AtomLevel;

    public override IReadOnlyList<ExpressionNode> Operands => [];

    public override double Evaluate(in ExpressionPoint point) => Number;

    public override void Print(StringBuilder text) => text.Append(Number.ToString("R", CultureInfo.InvariantCulture));

    protected override Value EmitOver(ExpressionEmitter emitter, IndexSpace space) => emitter.Program.Constant((float)Number);
}
