// Counts of points per cell of an equally spaced grid, the first axis slowest; points outside of it, and NaN, are counted behind the last cell. Counts are
// integers, so their order does not matter: a group counts on the chip where all cells fit there, and adds its counts up at the end. Arithmetic is in double
// precision, as on the host.

// Counters that a group holds on the chip: the literal GG_HISTOGRAM_WORDS.
GG_FUNCTION int gg_histogram_cell(const GG_STATE float *values, const int count, const int i, const int dimensions, const int bins, const double lower, const double upper, const int cells)
{
    int cell = 0;
    for (int axis = 0; axis < dimensions; axis++)
    {
        const double x = (double)values[(gg_ulong)axis * (gg_ulong)count + (gg_ulong)i];
        if (!(x >= lower && x <= upper))
            return cells;
        const int bin = (int)((x - lower) * (double)bins / (upper - lower));
        cell = cell * bins + (bin < bins ? bin : bins - 1);
    }

    return cell;
}

GG_KERNEL gg_histogram(GG_STATE gg_uint *counts, const GG_STATE float *values, const int count, const int dimensions, const int bins, const double lower, const double upper,
    const int cells GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    GG_SHARED_WORDS(own, gg_shared);
    if (cells + 1 > GG_HISTOGRAM_WORDS)
    {
        for (int i = GG_WORKER(); i < count; i += GG_WORKERS)
            GG_ATOMIC_ADD(counts + gg_histogram_cell(values, count, i, dimensions, bins, lower, upper, cells), 1u);
        return;
    }

    for (int cell = GG_LANE(); cell <= cells; cell += GG_LANES)
        own[cell] = 0u;
    GG_SHARED_BARRIER();
    for (int i = GG_WORKER(); i < count; i += GG_WORKERS)
        GG_ATOMIC_ADD(own + gg_histogram_cell(values, count, i, dimensions, bins, lower, upper, cells), 1u);
    GG_SHARED_BARRIER();
    for (int cell = GG_LANE(); cell <= cells; cell += GG_LANES)
    {
        if (own[cell] != 0u)
            GG_ATOMIC_ADD(counts + cell, own[cell]);
    }
}
