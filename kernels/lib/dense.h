// Dense products y = act(W x + b). Every output is one chain of fused multiply-adds from its bias, in the order of depth, whatever tile computes it.
// Weight (row, depth) lies at row * row_step + depth * depth_step, which serves W and its transpose.

#define GG_NONE 0
#define GG_LEAKY_RELU 1
#define GG_RELU 2
#define GG_TANH 3
#define GG_SIGMOID 4

GG_FUNCTION gg_lane gg_activate(const gg_lane x, const int activation, const float slope)
{
    switch (activation)
    {
        case GG_LEAKY_RELU: return GG_SELECT(x * GG_SPLAT(slope), x, x > GG_SPLAT(0.0f));
        case GG_RELU: return gg_larger(GG_SPLAT(0.0f), x);
        case GG_TANH: return gg_tanh(x);
        case GG_SIGMOID: return gg_sigmoid(x);
        default: return x;
    }
}

GG_FUNCTION gg_strip gg_activate_strip(const gg_strip x, const int activation, const float slope)
{
#if GG_LANE_WIDTH == 16
    return gg_activate(x, activation, slope);
#else
    return GG_STRIP_MAKE(gg_activate(x.x, activation, slope), gg_activate(x.y, activation, slope), gg_activate(x.z, activation, slope), gg_activate(x.w, activation, slope));
#endif
}

// Most rows of a tile.
#define GG_TILE_ROWS 8

// `height` rows (4 or 8) by one strip of samples; rows beyond the last repeat it and are not stored. x points to the strip's samples. Weights that are aligned come
// 16 bytes at a time too: four depths of a row where these are neighbours, four rows at a depth where those are. Loops are unrolled, so that all sums are registers.
GG_FUNCTION void gg_dense_tile(GG_ARENA float *y, const int y_stride, const GG_ARENA float *w, const int row_step, const int depth_step, const int is_aligned,
    const GG_ARENA float *x, const int x_stride, const GG_ARENA float *bias, const int bias_step, const int first, const int rows, const int height, const int depth,
    const int activation, const float slope)
{
    gg_strip sums[GG_TILE_ROWS];
    int at[GG_TILE_ROWS];
    GG_UNROLL
    for (int i = 0; i < GG_TILE_ROWS; i++)
    {
        if (i < height)
        {
            const int row = first + i < rows ? first + i : rows - 1;
            at[i] = row * row_step;
            sums[i] = bias_step > 0 ? GG_STRIP_SPLAT(bias[row * bias_step]) : GG_STRIP_SPLAT(0.0f);
        }
    }

    int d = 0;
#if GG_LANE_WIDTH == 1
    if (is_aligned && depth_step == 1)
    {
        for (; d + 4 <= depth; d += 4)
        {
            const gg_strip v0 = GG_STRIP_LOAD(x + d * x_stride), v1 = GG_STRIP_LOAD(x + (d + 1) * x_stride);
            const gg_strip v2 = GG_STRIP_LOAD(x + (d + 2) * x_stride), v3 = GG_STRIP_LOAD(x + (d + 3) * x_stride);
            GG_UNROLL
            for (int i = 0; i < GG_TILE_ROWS; i++)
            {
                if (i < height)
                {
                    const gg_strip u = GG_STRIP_LOAD(w + at[i] + d);
                    sums[i] = GG_STRIP_FMA(u.x, v0, sums[i]);
                    sums[i] = GG_STRIP_FMA(u.y, v1, sums[i]);
                    sums[i] = GG_STRIP_FMA(u.z, v2, sums[i]);
                    sums[i] = GG_STRIP_FMA(u.w, v3, sums[i]);
                }
            }
        }
    }
    else if (is_aligned && row_step == 1)
    {
        for (; d < depth; d++)
        {
            const gg_strip v = GG_STRIP_LOAD(x + d * x_stride);
            GG_UNROLL
            for (int i = 0; i < GG_TILE_ROWS; i += 4)
            {
                if (i < height)
                {
                    const gg_strip u = GG_STRIP_LOAD(w + (first + i < rows ? first + i : first) + d * depth_step);
                    sums[i] = GG_STRIP_FMA(u.x, v, sums[i]);
                    sums[i + 1] = GG_STRIP_FMA(u.y, v, sums[i + 1]);
                    sums[i + 2] = GG_STRIP_FMA(u.z, v, sums[i + 2]);
                    sums[i + 3] = GG_STRIP_FMA(u.w, v, sums[i + 3]);
                }
            }
        }
    }
#endif

    for (; d < depth; d++)
    {
        const gg_strip v = GG_STRIP_LOAD(x + d * x_stride);
        GG_UNROLL
        for (int i = 0; i < GG_TILE_ROWS; i++)
        {
            if (i < height)
                sums[i] = GG_STRIP_FMA(w[at[i] + d * depth_step], v, sums[i]);
        }
    }

    GG_UNROLL
    for (int i = 0; i < GG_TILE_ROWS; i++)
    {
        if (i < height && first + i < rows)
            GG_STRIP_STORE(y + (first + i) * y_stride, gg_activate_strip(sums[i], activation, slope));
    }
}

// Eight rows per tile where that leaves no lane of the group without one, otherwise four: a strip of samples is loaded once for all rows of a tile.
GG_FUNCTION void gg_dense_strips(GG_ARENA float *y, const int y_stride, const GG_ARENA float *w, const int row_step, const int depth_step, const int is_aligned,
    const GG_ARENA float *x, const int x_stride, const GG_ARENA float *bias, const int bias_step, const int rows, const int depth, const int columns,
    const int activation, const float slope)
{
    const int strips = (columns + GG_STRIP - 1) / GG_STRIP;
    const int height = GG_LANE_WIDTH == 1 && !GG_IS_WIDE && (rows + 7) / 8 * strips >= GG_LANES ? 8 : 4;
    for (int tile = GG_WORKER(); tile < (rows + height - 1) / height * strips; tile += GG_WORKERS)
    {
        const int row = tile / strips * height, column = tile % strips * GG_STRIP;
        gg_dense_tile(y + column, y_stride, w, row_step, depth_step, is_aligned, x + column, x_stride, bias, bias_step, row, rows, height, depth, activation, slope);
    }
}

// One output lane per cell: few rows, or rows that are not padded.
GG_FUNCTION void gg_dense_cells(GG_ARENA float *y, const int y_stride, const GG_ARENA float *w, const int row_step, const int depth_step,
    const GG_ARENA float *x, const int x_stride, const GG_ARENA float *bias, const int bias_step, const int rows, const int depth, const int columns,
    const int activation, const float slope)
{
    GG_EACH(rows, columns)
    {
        GG_CELL(columns)
        gg_lane sum = bias_step > 0 ? GG_SPLAT(bias[gg_row * bias_step]) : GG_SPLAT(0.0f);
        for (int d = 0; d < depth; d++)
            sum = GG_FMA(GG_SPLAT(w[gg_row * row_step + d * depth_step]), gg_load(x + d * x_stride + gg_column, x_stride - gg_column), sum);
        GG_PUT(y, y_stride, gg_activate(sum, activation, slope));
    }
}

// bias_step is 0 when there is no bias; is_padded says that x and y have rows of whole strips, aligned to 16 bytes; is_aligned that so are the rows of w.
GG_FUNCTION void gg_dense(GG_ARENA float *y, const int y_stride, const GG_ARENA float *w, const int w_stride, const GG_ARENA float *x, const int x_stride,
    const GG_ARENA float *bias, const int bias_step, const int rows, const int depth, const int columns, const int is_padded, const int is_aligned, const int activation, const float slope)
{
    if (is_padded && (rows > 2 || GG_LANE_WIDTH > 1))
        gg_dense_strips(y, y_stride, w, w_stride, 1, is_aligned, x, x_stride, bias, bias_step, rows, depth, columns, activation, slope);
    else
        gg_dense_cells(y, y_stride, w, w_stride, 1, x, x_stride, bias, bias_step, rows, depth, columns, activation, slope);
}

GG_FUNCTION void gg_dense_transposed(GG_ARENA float *y, const int y_stride, const GG_ARENA float *w, const int w_stride, const GG_ARENA float *x, const int x_stride,
    const GG_ARENA float *bias, const int bias_step, const int rows, const int depth, const int columns, const int is_padded, const int is_aligned, const int activation, const float slope)
{
    if (is_padded && (rows > 2 || GG_LANE_WIDTH > 1))
        gg_dense_strips(y, y_stride, w, 1, w_stride, is_aligned, x, x_stride, bias, bias_step, rows, depth, columns, activation, slope);
    else
        gg_dense_cells(y, y_stride, w, 1, w_stride, x, x_stride, bias, bias_step, rows, depth, columns, activation, slope);
}
