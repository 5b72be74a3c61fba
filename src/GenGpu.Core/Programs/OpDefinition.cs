using GenGpu.Core.Autodiff;

namespace GenGpu.Core.Programs;

/// <summary>
/// One entry of the op table: name, shape rule, adjoint, cost, tolerance. The verifier, the differentiator, the printer, the memory layout,
/// tests and benchmarks iterate over the table; accelerators provide one body per entry.
/// </summary>
public abstract class OpDefinition
{
    /// <summary>Name in programs' print-outs and kernel names (<c>gg_dense</c>).</summary>
    public abstract string Name { get; }

    /// <summary>One line: the formula.</summary>
    public abstract string Formula { get; }

    /// <summary>How far an accelerator may be from the reference.</summary>
    public abstract OpTolerance Tolerance { get; }

    /// <summary>True when batched inputs make a result that is not batched: such results are summed over slices in fixed order.</summary>
    public virtual bool ReducesBatch => false;

    /// <summary>How partial results of slices combine, for ops that reduce the batch.</summary>
    /// <param name="attributes">The application's constants.</param>
    public virtual ReductionKind SliceCombination(OpAttributes attributes) => ReductionKind.Sum;

    /// <summary>True when the instruction has an effect beyond its results (state write, output, status): it is never dropped or merged.</summary>
    public virtual bool HasEffect => false;

    /// <summary>True when it exists only to report: dropped from <see cref="Program.Quiet"/>.</summary>
    public virtual bool IsReport => false;

    /// <summary>True when it draws random numbers.</summary>
    public virtual bool DrawsRandom => false;

    /// <summary>The input whose memory the result is, without any work (a view), or -1. A view of rows starts at <see cref="ViewStartRow"/>.</summary>
    public virtual int ViewOfInput => -1;

    /// <summary>First row of the view, when <see cref="ViewOfInput"/> is not -1.</summary>
    /// <param name="attributes">The application's constants.</param>
    public virtual int ViewStartRow(OpAttributes attributes) => 0;

    /// <summary>True when the result may be written over that input (same shape, read element by element before it is written).</summary>
    /// <param name="input">Position of the input.</param>
    public virtual bool MayOverwrite(int input) => false;

    /// <summary>The shapes of the results.</summary>
    /// <param name="inputs">Shapes of the inputs.</param>
    /// <param name="attributes">Constants.</param>
    /// <param name="batchSize">Batch size of the program, for ops that create batched values.</param>
    /// <exception cref="ProgramException">The shapes do not fit; the message names the op, the shapes and the rule.</exception>
    public abstract Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize);

    /// <summary>
    /// Emits the reverse rule: adjoints of the inputs from the adjoint of the result, as ops of this table. Null for an input that gets none.
    /// </summary>
    /// <param name="context">The instruction, the adjoint of its result, and the builder.</param>
    /// <exception cref="ProgramException">The op cannot be differentiated.</exception>
    public virtual Value?[] Adjoint(AdjointContext context) =>
        throw new ProgramException($"'{Name}' cannot be differentiated; put StopGradient around it if no gradient should pass.");

    /// <summary>Cost of one execution over the whole batch.</summary>
    /// <param name="instruction">The application.</param>
    public virtual Cost CostOf(Instruction instruction)
    {
        double read = 0, written = 0;
        foreach (Value input in instruction.Inputs)
            read += 4.0 * input.Shape.ElementCount;
        foreach (Value output in instruction.Outputs)
            written += 4.0 * output.Shape.ElementCount;
        return ViewOfInput >= 0 ? Cost.Zero : new Cost(FlopsOf(instruction), read, written);
    }

    /// <summary>Floating-point operations of one execution over the whole batch.</summary>
    /// <param name="instruction">The application.</param>
    protected virtual double FlopsOf(Instruction instruction) => 0;

    /// <summary>An error of this op about shapes.</summary>
    /// <param name="rule">The rule that is broken.</param>
    /// <param name="shapes">The shapes given.</param>
    protected ProgramException Mismatch(string rule, IEnumerable<Shape> shapes) =>
        new($"{Name}: {rule}; got {string.Join(", ", shapes)}.");

    /// <summary>The shape, if it has one column per sample: what leaves a program, is drawn or is kept knows no sites.</summary>
    /// <param name="shape">A shape.</param>
    /// <exception cref="ProgramException">There are several columns per sample.</exception>
    protected Shape WithoutSites(Shape shape) =>
        shape.HasSites ? throw Mismatch("takes one column per sample; bring the sites back to rows by batch_to_space", [shape]) : shape;

    /// <summary>Throws unless the number of inputs is right.</summary>
    /// <param name="inputs">Shapes given.</param>
    /// <param name="minimum">Smallest count.</param>
    /// <param name="maximum">Largest count.</param>
    protected void RequireCount(IReadOnlyList<Shape> inputs, int minimum, int maximum)
    {
        if (inputs.Count < minimum || inputs.Count > maximum)
            throw Mismatch(minimum == maximum ? $"takes {minimum} operand(s)" : $"takes {minimum} to {maximum} operands", inputs);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
