using System.Numerics;
using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Reference;

/// <summary>
/// One execution of one instruction for one model, as a body sees it. Operands and results are packed arrays
/// [rows * columns], element (r, c) at r * columns + c.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ReferenceCall<T> where T : struct, IBinaryFloatingPointIeee754<T>
{
    private readonly ModelRun<T> run;
    private readonly T[][] inputs;
    private readonly T[][] outputs;

    internal ReferenceCall(ModelRun<T> run, Instruction instruction)
    {
        this.run = run;
        Instruction = instruction;
        inputs = [.. instruction.Inputs.Select(run.Storage)];
        outputs = [.. instruction.Outputs.Select(run.Storage)];
    }

    /// <summary>The instruction.</summary>
    public Instruction Instruction { get; }

    /// <summary>Number of the step: FirstStep of the launch plus the position in it.</summary>
    public long Step => run.Step;

    /// <summary>Samples per step of the program.</summary>
    public int BatchSize => run.Program.BatchSize;

    /// <summary>The flattened iteration of the enclosing Repeats, outermost slowest; 0 outside of any.</summary>
    public uint Iteration => run.Iteration;

    /// <summary>Number of operands.</summary>
    public int InputCount => inputs.Length;

    /// <summary>An operand.</summary>
    /// <param name="index">Its position.</param>
    public T[] Input(int index) => inputs[index];

    /// <summary>The shape of an operand.</summary>
    /// <param name="index">Its position.</param>
    public Shape InputShape(int index) => Instruction.Inputs[index].Shape;

    /// <summary>The first result.</summary>
    public T[] Output => outputs[0];

    /// <summary>The shape of the first result.</summary>
    public Shape OutputShape => Instruction.Output.Shape;

    /// <summary>A result.</summary>
    /// <param name="index">Its position.</param>
    public T[] Result(int index) => outputs[index];

    /// <summary>The random word of element (row, column) of the instruction's draw site.</summary>
    /// <param name="row">Row of the element.</param>
    /// <param name="column">Sample of the element, over the whole batch.</param>
    public uint Word(int row, int column)
    {
        var site = Instruction.As<DrawAttributes>();
        var stream = new RandomStream(run.Seed, run.Program.Purpose, site.Site, (uint)run.Step, run.Iteration);
        run.Accelerator.DrawObserver?.Invoke(stream, row, column);
        return stream.Word(row, column);
    }

    /// <summary>Marks the model as diverged at this step, unless it is already marked.</summary>
    /// <param name="label">What was not finite.</param>
    public void MarkDiverged(string label) => run.MarkDiverged(label);

    /// <summary>Writes a value to the output stream of the instruction.</summary>
    /// <param name="value">The value of this step, packed.</param>
    public void WriteStream(T[] value)
    {
        var stream = Instruction.As<StreamAttributes>();
        if (run.OutputStream(stream.Index) is not { } memory)
            return;
        (int rows, int columns) = (stream.Shape.Rows, stream.Shape.Columns);
        Span<float> destination = memory.Span;
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
                destination[(((r * run.StepCount) + run.StepOfLaunch) * columns) + c] = float.CreateTruncating(value[(r * columns) + c]);
        }
    }

    /// <summary>Reads a value from the input stream of the instruction.</summary>
    /// <param name="value">Overwritten with the value of this step, packed.</param>
    public void ReadStream(T[] value)
    {
        var stream = Instruction.As<StreamAttributes>();
        (int rows, int columns) = (stream.Shape.Rows, stream.Shape.Columns);
        ReadOnlySpan<float> source = run.InputStream(stream.Index).Span;
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
                value[(r * columns) + c] = T.CreateTruncating(source[(((r * run.StepCount) + run.StepOfLaunch) * columns) + c]);
        }
    }
}
