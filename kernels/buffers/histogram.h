// Counts of points per cell of an equally spaced grid, the first axis slowest; points outside of it, and NaN, are counted behind the last cell. Counts are
// integers, so their order does not matter. Arithmetic is in double precision, as on the host.

GG_KERNEL gg_histogram(GG_STATE gg_uint *counts, const GG_STATE float *values, const int count, const int dimensions, const int bins, const double lower, const double upper,
    const int cells GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    (void)gg_shared;
    for (int i = GG_WORKER(); i < count; i += GG_WORKERS)
    {
        int cell = 0;
        for (int axis = 0; axis < dimensions; axis++)
        {
            const double x = (double)values[(gg_ulong)axis * (gg_ulong)count + (gg_ulong)i];
            if (!(x >= lower && x <= upper))
            {
                cell = cells;
                break;
            }

            const int bin = (int)((x - lower) * (double)bins / (upper - lower));
            cell = cell * bins + (bin < bins ? bin : bins - 1);
        }

        GG_ATOMIC_ADD(counts + cell, 1u);
    }
}
