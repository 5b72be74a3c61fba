// Draws from random words; each is exact or built of IEEE operations, so that all accelerators agree. Element (row, sample) takes word (sample >> 4) & 3
// of its block. first_sample, a multiple of 64, is the number of the first column in the whole batch.

#define GG_UNIFORM 0
#define GG_OPEN_UNIFORM 1
#define GG_NORMAL 2

GG_FUNCTION gg_lane gg_uniform_of_word(const gg_uints word) { return GG_TO_LANE(GG_UINTS_TO_INTS(word >> 8)) * GG_SPLAT(5.9604644775390625e-8f); }

GG_FUNCTION gg_lane gg_open_uniform_of_word(const gg_uints word)
{
    return (GG_TO_LANE(GG_UINTS_TO_INTS(word >> 9)) + GG_SPLAT(0.5f)) * GG_SPLAT(1.1920928955078125e-7f);
}

GG_FUNCTION gg_lane gg_normal_coefficient(const GG_ARENA float *table, const int degree, const gg_uints segment)
{
#if GG_LANE_WIDTH == 16
    uint at[16];
    float values[16];
    vstore16(segment, 0, at);
    for (int i = 0; i < 16; i++)
        values[i] = table[degree * 64 + at[i]];
    return vload16(0, values);
#else
    return table[degree * 64 + segment];
#endif
}

// Inversion: sign = top bit, q = 4 p from the lower 31 bits, |PhiInverse(p)| a polynomial in each half-octave of q.
GG_FUNCTION gg_lane gg_normal_of_word(const gg_uints word, const GG_ARENA float *table)
{
    const gg_lane q = GG_FMA(GG_TO_LANE(GG_UINTS_TO_INTS(word & 0x7FFFFFFFu)), GG_SPLAT(9.3132252e-10f), GG_SPLAT(4.6566128730773926e-10f));
    const gg_uints bits = GG_AS_UINTS(q);
    const gg_uints segment = (bits >> 22) & 63u;
    const gg_lane t = GG_AS_LANE((bits & 0x3FFFFFu) | 0x3F800000u) - GG_SPLAT(1.25f);
    gg_lane value = gg_normal_coefficient(table, 5, segment);
    value = GG_FMA(value, t, gg_normal_coefficient(table, 4, segment));
    value = GG_FMA(value, t, gg_normal_coefficient(table, 3, segment));
    value = GG_FMA(value, t, gg_normal_coefficient(table, 2, segment));
    value = GG_FMA(value, t, gg_normal_coefficient(table, 1, segment));
    value = GG_FMA(value, t, gg_normal_coefficient(table, 0, segment));
    return GG_AS_LANE(GG_AS_UINTS(value) ^ (word & 0x80000000u));
}

GG_FUNCTION gg_lane gg_draw_of_word(const int distribution, const gg_uints word, const GG_ARENA float *table)
{
    return distribution == GG_NORMAL ? gg_normal_of_word(word, table) : distribution == GG_UNIFORM ? gg_uniform_of_word(word) : gg_open_uniform_of_word(word);
}

// One block at a time: its four words go to samples 16 apart.
#define GG_EACH_BLOCK(rows, columns) \
    for (int gg_cell = GG_WORKER(); gg_cell < (rows) * (((columns) + 63) / 64) * (16 / GG_LANE_WIDTH); gg_cell += GG_WORKERS)
#define GG_BLOCK(columns) \
    const int gg_lane_of_block = gg_cell % (16 / GG_LANE_WIDTH); \
    const int gg_row = gg_cell / (16 / GG_LANE_WIDTH) / (((columns) + 63) / 64); \
    const int gg_unit = (gg_cell / (16 / GG_LANE_WIDTH) % (((columns) + 63) / 64)) * 64;

GG_FUNCTION void gg_draw(GG_ARENA float *y, const int stride, const int rows, const int columns, const int first_sample, const int distribution,
    const GG_ARENA float *table, const gg_random_stream stream)
{
    GG_EACH_BLOCK(rows, columns)
    {
        GG_BLOCK(columns)
        const gg_random_block block = gg_philox(gg_element_block(gg_row, first_sample + gg_unit, gg_lane_of_block), stream);
        const int column = gg_unit + gg_lane_of_block;
        GG_ARENA float *at = y + gg_row * stride + column;
        if (column < columns)
            gg_store(at, stride - column, gg_draw_of_word(distribution, block.word0, table));
        if (column + 16 < columns)
            gg_store(at + 16, stride - column - 16, gg_draw_of_word(distribution, block.word1, table));
        if (column + 32 < columns)
            gg_store(at + 32, stride - column - 32, gg_draw_of_word(distribution, block.word2, table));
        if (column + 48 < columns)
            gg_store(at + 48, stride - column - 48, gg_draw_of_word(distribution, block.word3, table));
    }
}

GG_FUNCTION void gg_bernoulli_of_word(GG_ARENA float *y, const int y_room, const GG_ARENA float *p, const int p_room, const gg_uints word)
{
    gg_store(y, y_room, GG_INDICATOR(gg_uniform_of_word(word) < gg_load(p, p_room)));
}

// y may be p.
GG_FUNCTION void gg_bernoulli(GG_ARENA float *y, const int y_stride, const GG_ARENA float *p, const int p_stride, const int rows, const int columns,
    const int first_sample, const gg_random_stream stream)
{
    GG_EACH_BLOCK(rows, columns)
    {
        GG_BLOCK(columns)
        const gg_random_block block = gg_philox(gg_element_block(gg_row, first_sample + gg_unit, gg_lane_of_block), stream);
        const int column = gg_unit + gg_lane_of_block;
        GG_ARENA float *to = y + gg_row * y_stride + column;
        const GG_ARENA float *from = p + gg_row * p_stride + column;
        if (column < columns)
            gg_bernoulli_of_word(to, y_stride - column, from, p_stride - column, block.word0);
        if (column + 16 < columns)
            gg_bernoulli_of_word(to + 16, y_stride - column - 16, from + 16, p_stride - column - 16, block.word1);
        if (column + 32 < columns)
            gg_bernoulli_of_word(to + 32, y_stride - column - 32, from + 32, p_stride - column - 32, block.word2);
        if (column + 48 < columns)
            gg_bernoulli_of_word(to + 48, y_stride - column - 48, from + 48, p_stride - column - 48, block.word3);
    }
}

// The number of categories but the last whose cumulative weight is at most u times the total; column_step 0 shares one column of weights.
GG_FUNCTION void gg_categorical(GG_ARENA float *y, const int y_stride, const GG_ARENA float *weights, const int stride, const int column_step,
    const int categories, const int columns, const int first_sample, const gg_random_stream stream)
{
    GG_EACH(1, columns)
    {
        GG_CELL(columns)
        const int sample = first_sample + gg_column;
        const gg_random_block block = gg_philox(gg_element_block(0, sample, sample & 15), stream);
        const int which = (sample >> 4) & 3;
        const gg_uints word = which == 0 ? block.word0 : which == 1 ? block.word1 : which == 2 ? block.word2 : block.word3;
        const GG_ARENA float *w = weights + gg_column * column_step;
        gg_lane total = GG_SPLAT(0.0f);
        for (int r = 0; r < categories; r++)
            total = total + (column_step == 0 ? GG_SPLAT(w[r * stride]) : gg_load(w + r * stride, stride - gg_column));
        const gg_lane threshold = gg_uniform_of_word(word) * total;
        gg_lane cumulative = GG_SPLAT(0.0f), category = GG_SPLAT(0.0f);
        for (int r = 0; r < categories - 1; r++)
        {
            cumulative = cumulative + (column_step == 0 ? GG_SPLAT(w[r * stride]) : gg_load(w + r * stride, stride - gg_column));
            category = category + GG_INDICATOR(cumulative <= threshold);
        }

        gg_store(y + gg_column, y_stride - gg_column, category);
    }
}
