using System.Runtime.CompilerServices;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>A gradient as optimizers want it: consecutive, and readable in whole groups of 16.</summary>
internal readonly unsafe struct GradientOperand
{
    private readonly Address address;
    private readonly int padded;
    private readonly bool isCopied;

    public GradientOperand(Value value, ProgramCompiler compiler)
    {
        address = compiler.Read(value);
        padded = Padding.RoundUp(checked(value.Shape.Rows * value.Shape.Columns));
        isCopied = IsCopied(value);
    }

    /// <summary>Whether the gradient goes through the thread's scratchpad, which holds one at a time.</summary>
    public static bool IsCopied(Value value) => !OwnsPadding(value) && !(!value.Shape.IsBatched && value.Kind == ValueKind.State);

    // Only a result of its own and a state slot have padding of their own; a view may end less than a group of 16 before the memory that it looks at.
    private static bool OwnsPadding(Value value) => !value.Shape.IsBatched && value.Kind == ValueKind.Temporary && value.Producer!.Op.ViewOfInput < 0;

    /// <summary>The first element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Prepare(Frame* frame) => isCopied ? Copy(frame) : address.At(frame);

    private float* Copy(Frame* frame)
    {
        float* at = address.At(frame);
        float* copy = Scratchpad.Floats(padded);
        Matrix.Copy(new Matrix(at, address.RowStride, address.Rows, address.Columns), new Matrix(copy, address.Columns, address.Rows, address.Columns));
        return copy;
    }
}
