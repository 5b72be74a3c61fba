// Values that come from and go to global memory: streams of the host, state and tables that are kept in the arena during a launch.

// Columns [start, start + columns) of each row of a stream whose rows are row_length long.
GG_FUNCTION void gg_output(GG_STATE float *stream, const gg_ulong row_length, const gg_ulong start, const GG_ARENA float *x, const int stride, const int rows,
    const int columns)
{
    for (int cell = GG_WORKER(); cell < rows * columns; cell += GG_WORKERS)
    {
        const int row = cell / columns, column = cell - row * columns;
        stream[(gg_ulong)row * row_length + start + (gg_ulong)column] = x[row * stride + column];
    }
}

GG_FUNCTION void gg_input(GG_ARENA float *y, const int stride, const GG_STATE float *stream, const gg_ulong row_length, const gg_ulong start, const int rows,
    const int columns)
{
    for (int cell = GG_WORKER(); cell < rows * columns; cell += GG_WORKERS)
    {
        const int row = cell / columns, column = cell - row * columns;
        y[row * stride + column] = stream[(gg_ulong)row * row_length + start + (gg_ulong)column];
    }
}

// What the arena keeps of the state during a launch.
GG_FUNCTION void gg_copy_in(GG_ARENA float *arena, const GG_STATE float *state, const int length)
{
    for (int i = GG_LANE(); i < length; i += GG_LANES)
        arena[i] = state[i];
}

GG_FUNCTION void gg_copy_out(GG_STATE float *state, const GG_ARENA float *arena, const int length)
{
    for (int i = GG_LANE(); i < length; i += GG_LANES)
        state[i] = arena[i];
}

GG_FUNCTION void gg_copy_normal_table(GG_ARENA float *arena)
{
    for (int i = GG_LANE(); i < 384; i += GG_LANES)
        arena[i] = gg_normal_table[i];
}

GG_FUNCTION void gg_set(GG_ARENA float *p, const float value)
{
    if (GG_LANE() == 0)
        *p = value;
}

GG_FUNCTION void gg_clear_words(GG_ARENA gg_uint *words, const int count)
{
    for (int i = GG_LANE(); i < count; i += GG_LANES)
        words[i] = 0u;
}

// result = part 0 + part 1 + ... in the order of slices, or the largest; parts lie part_step floats apart.
GG_FUNCTION void gg_combine(GG_ARENA float *y, const GG_ARENA float *parts, const int part_step, const int slices, const int length, const int kind)
{
    for (int i = GG_WORKER(); i < length; i += GG_WORKERS)
    {
        float result = parts[i];
        for (int slice = 1; slice < slices; slice++)
            result = kind == GG_SUM ? result + parts[slice * part_step + i] : gg_scalar_larger_or_nan(result, parts[slice * part_step + i]);
        y[i] = result;
    }
}
