using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>a ^ b: whole literal powers by repeated multiplication, for any a; a half by the square root; all others as exp(b log a), which is not a number for a below 0.</summary>
internal sealed class PowerNode(ExpressionNode operand, ExpressionNode exponent, int column) : ExpressionNode(column)
{
    /// <summary>Largest whole power.</summary>
    public const int LargestPower = 1024;

    public override ulong Variables => operand.Variables | exponent.Variables;

    public override bool UsesCoordinates => operand.UsesCoordinates || exponent.UsesCoordinates;

    public override int Level => PowerLevel;

    public override IReadOnlyList<ExpressionNode> Operands => [operand, exponent];

    private int? WholePower => exponent is NumberNode { Number: var number } && number == Math.Floor(number) && Math.Abs(number) <= LargestPower ? (int)number : null;

    /// <summary>a ^ b as energies define it.</summary>
    public static double Power(double a, double b, bool whole) => a < 0 && !whole ? double.NaN : Math.Pow(a, b);

    public override double Evaluate(in ExpressionPoint point) => Power(operand.Evaluate(point), exponent.Evaluate(point), WholePower is not null);

    public override void Print(StringBuilder text)
    {
        Print(text, operand, AtomLevel);
        text.Append('^');
        Print(text, exponent, SignLevel);
    }

    protected override Value EmitOver(ExpressionEmitter emitter, IndexSpace space)
    {
        ProgramBuilder g = emitter.Program;
        Value a = operand.Emit(emitter, space);
        if (exponent is NumberNode { Number: 0.5 })
            return g.Sqrt(a);
        if (WholePower is not int power)
            return g.Power(a, exponent.Emit(emitter, space));
        if (power == 0)
            return g.Constant(1);
        Value? product = null;
        Value square = a;
        for (int rest = Math.Abs(power); rest > 0; rest >>= 1)
        {
            if ((rest & 1) != 0)
                product = product is null ? square : g.Multiply(product, square);
            if (rest > 1)
                square = g.Square(square);
        }
        return power < 0 ? g.Reciprocal(product!) : product!;
    }
}
