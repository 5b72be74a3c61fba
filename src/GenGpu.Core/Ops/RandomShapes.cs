using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>The largest block that one draw site can fill: 14 bits of rows and 20 bits of samples fit the counter's 32-bit block and the word.</summary>
internal static class RandomShapes
{
    public static Shape Check(string op, Shape shape) =>
        shape.Rows <= 1 << 14 && shape.Columns <= 1 << 20
            ? shape
            : throw new ProgramException($"{op}: one draw site fills at most {1 << 14} rows of {1 << 20} samples; got {shape}. Split it over several sites or smaller batches.");
}
