namespace GenGpu.Gpu.Codegen;

/// <summary>How the elements of a value fall to workers: cell (r, c) of a grid touches the element at Start + r * Stride + c. Equal maps touch an element from the same worker.</summary>
/// <param name="Rows">Rows of the grid.</param>
/// <param name="Columns">Columns of the grid.</param>
/// <param name="Start">First float in its region.</param>
/// <param name="Stride">Floats from row to row.</param>
internal sealed record CellMap(int Rows, int Columns, int Start, int Stride);
