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

// Four rows by one strip of samples per tile; rows beyond the last repeat it and are not stored. Strides are multiples of 16.
GG_FUNCTION void gg_dense_strips(GG_ARENA float *y, const int y_stride, const GG_ARENA float *w, const int row_step, const int depth_step,
    const GG_ARENA float *x, const int x_stride, const GG_ARENA float *bias, const int bias_step, const int rows, const int depth, const int columns,
    const int activation, const float slope)
{
    const int strips = (columns + GG_STRIP - 1) / GG_STRIP;
    for (int tile = GG_WORKER(); tile < (rows + 3) / 4 * strips; tile += GG_WORKERS)
    {
        const int row = tile / strips * 4, column = tile % strips * GG_STRIP;
        const int row1 = row + 1 < rows ? row + 1 : rows - 1, row2 = row + 2 < rows ? row + 2 : rows - 1, row3 = row + 3 < rows ? row + 3 : rows - 1;
        const GG_ARENA float *w0 = w + row * row_step, *w1 = w + row1 * row_step, *w2 = w + row2 * row_step, *w3 = w + row3 * row_step;
        const GG_ARENA float *from = x + column;
        gg_strip a0 = GG_STRIP_SPLAT(0.0f), a1 = a0, a2 = a0, a3 = a0;
        if (bias_step > 0)
        {
            a0 = GG_STRIP_SPLAT(bias[row * bias_step]);
            a1 = GG_STRIP_SPLAT(bias[row1 * bias_step]);
            a2 = GG_STRIP_SPLAT(bias[row2 * bias_step]);
            a3 = GG_STRIP_SPLAT(bias[row3 * bias_step]);
        }

        for (int d = 0; d < depth; d++)
        {
            const gg_strip v = GG_STRIP_LOAD(from + d * x_stride);
            a0 = GG_STRIP_FMA(w0[d * depth_step], v, a0);
            a1 = GG_STRIP_FMA(w1[d * depth_step], v, a1);
            a2 = GG_STRIP_FMA(w2[d * depth_step], v, a2);
            a3 = GG_STRIP_FMA(w3[d * depth_step], v, a3);
        }

        GG_ARENA float *to = y + row * y_stride + column;
        GG_STRIP_STORE(to, gg_activate_strip(a0, activation, slope));
        if (row + 1 < rows)
            GG_STRIP_STORE(to + y_stride, gg_activate_strip(a1, activation, slope));
        if (row + 2 < rows)
            GG_STRIP_STORE(to + 2 * y_stride, gg_activate_strip(a2, activation, slope));
        if (row + 3 < rows)
            GG_STRIP_STORE(to + 3 * y_stride, gg_activate_strip(a3, activation, slope));
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

// bias_step is 0 when there is no bias; is_padded says that x and y have rows of whole strips, aligned to 16 bytes.
GG_FUNCTION void gg_dense(GG_ARENA float *y, const int y_stride, const GG_ARENA float *w, const int w_stride, const GG_ARENA float *x, const int x_stride,
    const GG_ARENA float *bias, const int bias_step, const int rows, const int depth, const int columns, const int is_padded, const int activation, const float slope)
{
    if (is_padded && (rows > 2 || GG_LANE_WIDTH > 1))
        gg_dense_strips(y, y_stride, w, w_stride, 1, x, x_stride, bias, bias_step, rows, depth, columns, activation, slope);
    else
        gg_dense_cells(y, y_stride, w, w_stride, 1, x, x_stride, bias, bias_step, rows, depth, columns, activation, slope);
}

GG_FUNCTION void gg_dense_transposed(GG_ARENA float *y, const int y_stride, const GG_ARENA float *w, const int w_stride, const GG_ARENA float *x, const int x_stride,
    const GG_ARENA float *bias, const int bias_step, const int rows, const int depth, const int columns, const int is_padded, const int activation, const float slope)
{
    if (is_padded && (rows > 2 || GG_LANE_WIDTH > 1))
        gg_dense_strips(y, y_stride, w, 1, w_stride, x, x_stride, bias, bias_step, rows, depth, columns, activation, slope);
    else
        gg_dense_cells(y, y_stride, w, 1, w_stride, x, x_stride, bias, bias_step, rows, depth, columns, activation, slope);
}
