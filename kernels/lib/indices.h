// Ops on indices, which are whole numbers held as floats. An index outside its table is clamped, and NaN counts as 0: nothing outside is ever touched.

GG_FUNCTION int gg_table_index(const float index, const int size)
{
    return index > 0.0f ? (int)(index < (float)(size - 1) ? index : (float)(size - 1)) : 0;
}

// The table lies in the arena, or (gg_lookup_far) in a buffer or state outside of it.
#define GG_LOOKUP_BODY \
    for (int cell = GG_WORKER(); cell < rows * columns; cell += GG_WORKERS) \
    { \
        const int row = cell / columns, column = cell - row * columns; \
        y[row * y_stride + column] = table[row * table_stride + gg_table_index(index[column], size)]; \
    }

GG_FUNCTION void gg_lookup(GG_ARENA float *y, const int y_stride, const GG_ARENA float *table, const int table_stride, const int size, const GG_ARENA float *index,
    const int rows, const int columns)
{
    GG_LOOKUP_BODY
}

GG_FUNCTION void gg_lookup_far(GG_ARENA float *y, const int y_stride, const GG_STATE float *table, const int table_stride, const int size, const GG_ARENA float *index,
    const int rows, const int columns)
{
    GG_LOOKUP_BODY
}

// table[row, index[column]] += x[row, column] from zero, samples in ascending order. Each worker owns entries of the table.
GG_FUNCTION void gg_lookup_backward(GG_ARENA float *table, const int size, const GG_ARENA float *x, const int stride, const GG_ARENA float *index, const int rows,
    const int columns)
{
#if GG_LANES == 1 && !GG_IS_WIDE
    for (int i = 0; i < rows * size; i++)
        table[i] = 0.0f;
    for (int column = 0; column < columns; column++)
    {
        const int entry = gg_table_index(index[column], size);
        for (int row = 0; row < rows; row++)
            table[row * size + entry] += x[row * stride + column];
    }
#else
    for (int cell = GG_WORKER(); cell < rows * size; cell += GG_WORKERS)
    {
        const int row = cell / size, entry = cell - row * size;
        float sum = 0.0f;
        for (int column = 0; column < columns; column++)
        {
            if (gg_table_index(index[column], size) == entry)
                sum += x[row * stride + column];
        }

        table[cell] = sum;
    }
#endif
}

GG_FUNCTION void gg_one_hot(GG_ARENA float *y, const int y_stride, const GG_ARENA float *index, const int rows, const int columns)
{
    for (int cell = GG_WORKER(); cell < rows * columns; cell += GG_WORKERS)
    {
        const int row = cell / columns, column = cell - row * columns;
        y[row * y_stride + column] = gg_table_index(index[column], rows) == row ? 1.0f : 0.0f;
    }
}

GG_FUNCTION void gg_step_index(GG_ARENA float *y, const gg_uint step)
{
    if (GG_WORKER() == 0)
        y[0] = (float)step;
}

// step * batch_size + sample, the sample counted over the whole batch.
GG_FUNCTION void gg_sample_index(GG_ARENA float *y, const int columns, const gg_uint step, const int batch_size, const int first_sample)
{
    for (int column = GG_WORKER(); column < columns; column += GG_WORKERS)
        y[column] = (float)((gg_ulong)step * (gg_ulong)batch_size + (gg_ulong)(first_sample + column));
}

// The iterations of a Repeat from a hyper value: rounded, at least 0, and 0 for what is not finite.
GG_FUNCTION int gg_repeat_count(const float value)
{
    const float rounded = GG_SCALAR_ROUND(value);
    return rounded > 0.0f && rounded < GG_INFINITY ? (int)(rounded < 1073741824.0f ? rounded : 1073741824.0f) : 0;
}
