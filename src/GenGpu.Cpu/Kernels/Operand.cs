namespace GenGpu.Cpu.Kernels;

/// <summary>
/// An operand of an elementwise kernel over [rows, samples]. Broadcasting is in the strides: a full matrix has its row stride and
/// one value per sample; a column [rows, 1] one value per row; a row [1, samples] has row stride 0; a scalar both.
/// </summary>
/// <param name="Data">First value.</param>
/// <param name="RowStride">Floats from row to row; 0 for [1, samples] and [1, 1].</param>
/// <param name="IsPerRow">True for [rows, 1] and [1, 1]: one value stands for all samples of a row.</param>
internal readonly unsafe record struct Operand(nint Data, int RowStride, bool IsPerRow)
{
    /// <summary>A full [rows, samples] matrix.</summary>
    public static Operand Full(float* data, int rowStride) => new((nint)data, rowStride, false);

    /// <summary>A column [rows, 1] of the given row stride.</summary>
    public static Operand Column(float* data, int rowStride) => new((nint)data, rowStride, true);

    /// <summary>A row [1, samples].</summary>
    public static Operand Row(float* data) => new((nint)data, 0, false);

    /// <summary>A scalar [1, 1].</summary>
    public static Operand Scalar(float* data) => new((nint)data, 0, true);

    /// <summary>First value of a row.</summary>
    public float* At(int row) => (float*)Data + (nint)row * RowStride;
}
