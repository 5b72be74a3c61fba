namespace GenGpu.Core.Programs;

/// <summary>
/// The shape of a value: [rows, columns]. A batched value has one column per sample of the program's batch and is laid out
/// [row][sample], each row padded to a multiple of 16; any other value (parameter, scalar, reduction) is packed row by row.
/// A batched value may have several columns per sample, one per site of a lattice, as space_to_batch makes them: column site * batchSize + sample.
/// </summary>
/// <param name="Rows">Number of rows, at least 1.</param>
/// <param name="Columns">Number of columns, at least 1; the batch size of the program times <paramref name="Sites"/> when batched.</param>
/// <param name="IsBatched">True when the columns are the samples of the batch.</param>
/// <param name="Sites">Columns per sample, 1 unless the value was made by space_to_batch.</param>
public readonly record struct Shape(int Rows, int Columns, bool IsBatched, int Sites = 1)
{
    /// <summary>[1, 1], not batched.</summary>
    public static Shape Scalar => new(1, 1, false);

    /// <summary>A packed matrix [rows, columns].</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    public static Shape Matrix(int rows, int columns) => new(rows, columns, false);

    /// <summary>A value [rows, batch].</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="batchSize">Number of samples.</param>
    public static Shape Batched(int rows, int batchSize) => new(rows, batchSize, true);

    /// <summary>A value [rows, sites * batch].</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="batchSize">Number of samples.</param>
    /// <param name="sites">Columns per sample.</param>
    public static Shape Batched(int rows, int batchSize, int sites) => new(rows, checked(batchSize * sites), true, sites);

    /// <summary>True when there are several columns per sample.</summary>
    public bool HasSites => Sites > 1;

    /// <summary>Rows * Columns, without padding.</summary>
    public long ElementCount => (long)Rows * Columns;

    /// <summary>True for [1, 1] that is not batched.</summary>
    public bool IsScalar => Rows == 1 && Columns == 1 && !IsBatched;

    /// <inheritdoc/>
    public override string ToString() => HasSites ? $"[{Rows}, {Sites} sites x batch {Columns / Sites}]" : IsBatched ? $"[{Rows}, batch {Columns}]" : $"[{Rows}, {Columns}]";
}
