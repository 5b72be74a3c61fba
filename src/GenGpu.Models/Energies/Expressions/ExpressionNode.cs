using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>A part of a parsed expression: it can be checked for a dimension, evaluated in double, emitted as ops, and printed.</summary>
/// <param name="column">Where it stands in the text.</param>
internal abstract class ExpressionNode(int column)
{
    /// <summary>Precedence of comparisons, sums, products, signs, powers, and what needs no brackets.</summary>
    protected const int ComparisonLevel = 0, SumLevel = 1, ProductLevel = 2, SignLevel = 3, PowerLevel = 4, AtomLevel = 5;

    /// <summary>Where it stands in the text, counted from 1.</summary>
    public int Column { get; } = column;

    /// <summary>The index variables that it uses from outside (bit v of variable v).</summary>
    public abstract ulong Variables { get; }

    /// <summary>Whether its value depends on x.</summary>
    public abstract bool UsesCoordinates { get; }

    /// <summary>How tightly its outermost operator binds.</summary>
    public abstract int Level { get; }

    /// <summary>Its operands.</summary>
    public abstract IReadOnlyList<ExpressionNode> Operands { get; }

    /// <summary>Checks indices and counts the work, with all operands.</summary>
    /// <param name="binding">The dimension, and what is found on the way.</param>
    /// <param name="space">The rows over which it is computed.</param>
    public virtual void Bind(ExpressionBinding binding, IndexSpace space)
    {
        binding.Count(this, space);
        foreach (ExpressionNode operand in Operands)
            operand.Bind(binding, space);
    }

    /// <summary>Its value.</summary>
    public abstract double Evaluate(in ExpressionPoint point);

    /// <summary>Emits it over the rows of a space, or over one row if it uses no index variable.</summary>
    public Value Emit(ExpressionEmitter emitter, IndexSpace space) => EmitOver(emitter, Variables == 0 ? emitter.Outside : space);

    /// <summary>Appends its text.</summary>
    public abstract void Print(StringBuilder text);

    /// <summary>Emits it over the rows of a space: [rows, batch], or one row where nothing depends on them, or a scalar.</summary>
    protected abstract Value EmitOver(ExpressionEmitter emitter, IndexSpace space);

    /// <summary>Appends an operand, in brackets if it binds less tightly than is needed.</summary>
    protected static void Print(StringBuilder text, ExpressionNode operand, int level)
    {
        bool brackets = operand.Level < level;
        if (brackets)
            text.Append('(');
        operand.Print(text);
        if (brackets)
            text.Append(')');
    }
}
