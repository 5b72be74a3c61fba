// Ops that move rows.

// Tables of rows repeat, channel after channel: entry i is indices[i % period] + i / period * step. Only the first period is stored.

GG_FUNCTION void gg_gather_rows(GG_ARENA float *y, const int y_stride, const GG_ARENA float *x, const int stride, const GG_TABLE_SPACE int *indices, const int period,
    const int step, const int rows, const int columns)
{
    GG_EACH(rows, columns)
    {
        GG_CELL(columns)
        const int index = period == rows ? indices[gg_row] : indices[gg_row % period] + gg_row / period * step;
        GG_PUT(y, y_stride, gg_load(x + index * stride + gg_column, stride - gg_column));
    }
}

// Each row of y is the sum of as many rows of x, in their order: scatter_add_rows turned round. Period and step count rows of y and of x.
GG_FUNCTION void gg_sum_rows(GG_ARENA float *y, const int y_stride, const GG_ARENA float *x, const int stride, const GG_TABLE_SPACE int *sources, const int terms,
    const int period, const int step, const int rows, const int columns)
{
    GG_EACH(rows, columns)
    {
        GG_CELL(columns)
        const int of_first = period == rows ? gg_row : gg_row % period, beyond = period == rows ? 0 : gg_row / period * step;
        gg_lane sum = GG_SPLAT(0.0f);
        for (int i = 0; i < terms; i++)
            sum = sum + gg_load(x + (sources[of_first * terms + i] + beyond) * stride + gg_column, stride - gg_column);
        GG_PUT(y, y_stride, sum);
    }
}

// Where rows of y are named a different number of times. y has result_rows rows; x has one row per index. One worker keeps to its columns, so rows are added in their order.
GG_FUNCTION void gg_scatter_add_rows(GG_ARENA float *y, const int y_stride, const int result_rows, const GG_ARENA float *x, const int stride,
    const GG_TABLE_SPACE int *indices, const int rows, const int columns)
{
    GG_EACH(1, columns)
    {
        GG_CELL(columns)
        for (int row = 0; row < result_rows; row++)
            gg_store(y + row * y_stride + gg_column, y_stride - gg_column, GG_SPLAT(0.0f));
        for (int row = 0; row < rows; row++)
        {
            GG_ARENA float *at = y + indices[row] * y_stride + gg_column;
            gg_store(at, y_stride - gg_column, gg_load(at, y_stride - gg_column) + gg_load(x + row * stride + gg_column, stride - gg_column));
        }
    }
}

// y may be x.
GG_FUNCTION void gg_cumulative_sum_rows(GG_ARENA float *y, const int y_stride, const GG_ARENA float *x, const int stride, const int rows, const int columns,
    const int is_reverse)
{
    GG_EACH(1, columns)
    {
        GG_CELL(columns)
        const int first = is_reverse ? rows - 1 : 0, step = is_reverse ? -1 : 1;
        gg_lane sum = gg_load(x + first * stride + gg_column, stride - gg_column);
        gg_store(y + first * y_stride + gg_column, y_stride - gg_column, sum);
        for (int i = 1; i < rows; i++)
        {
            const int row = first + i * step;
            sum = sum + gg_load(x + row * stride + gg_column, stride - gg_column);
            gg_store(y + row * y_stride + gg_column, y_stride - gg_column, sum);
        }
    }
}

// The first row with the largest value.
GG_FUNCTION void gg_argmax_rows(GG_ARENA float *y, const int y_stride, const GG_ARENA float *x, const int stride, const int rows, const int columns)
{
    GG_EACH(1, columns)
    {
        GG_CELL(columns)
        gg_lane largest = gg_load(x + gg_column, stride - gg_column), index = GG_SPLAT(0.0f);
        for (int row = 1; row < rows; row++)
        {
            const gg_lane value = gg_load(x + row * stride + gg_column, stride - gg_column);
            index = GG_SELECT(index, GG_SPLAT((float)row), largest < value);
            largest = GG_SELECT(largest, value, largest < value);
        }

        gg_store(y + gg_column, y_stride - gg_column, index);
    }
}
