// Reductions over the batch, in the canonical order of 16 partial sums, and over rows, in the order of rows.

#define GG_SUM 0
#define GG_MAXIMUM 1
#define GG_LOG_SUM_EXP 2

#if GG_LANE_WIDTH == 16

GG_FUNCTION void gg_reduce_batch(GG_ARENA float *y, const int y_step, const GG_ARENA float *x, const int stride, const int rows, const int columns, const int kind,
    GG_ARENA float *exchange)
{
    for (int row = 0; row < rows; row++)
    {
        const GG_ARENA float *from = x + row * stride;
        if (kind == GG_SUM)
        {
            gg_lane sum = GG_SPLAT(0.0f);
            for (int s = 0; s < columns; s += 16)
                sum = sum + gg_load(from + s, columns - s);
            y[row * y_step] = gg_sum_of_lanes(sum);
        }
        else
        {
            float largest = from[0];
            for (int s = 1; s < columns; s++)
                largest = gg_scalar_larger_or_nan(largest, from[s]);
            y[row * y_step] = largest;
        }
    }
}

#else

// A team takes up to 16 rows at a time, each lane one of the 16 partial results of all of them; through `exchange` each lane then finishes one row.
GG_FUNCTION void gg_reduce_batch(GG_ARENA float *y, const int y_step, const GG_ARENA float *x, const int stride, const int rows, const int columns, const int kind,
    GG_ARENA float *exchange)
{
    const int member = GG_LANE() % GG_TEAM, team = GG_LANE() / GG_TEAM;
    GG_ARENA float *parts = exchange + team * GG_EXCHANGE;
    for (int first = GG_MEMBER() * GG_TEAMS_OF_GROUP * 16; first < rows; first += GG_GROUPS * GG_TEAMS_OF_GROUP * 16)
    {
        for (int o = 0; o < 16; o++)
        {
            const int row = first + o * GG_TEAMS_OF_GROUP + team;
            if (row >= rows)
                break;
            for (int j = member; j < 16; j += GG_TEAM)
            {
                float part = kind == GG_SUM ? 0.0f : -GG_INFINITY;
                for (int s = j; s < columns; s += 16)
                    part = kind == GG_SUM ? part + x[row * stride + s] : gg_scalar_larger_or_nan(part, x[row * stride + s]);
                parts[o * GG_PARTS + j] = part;
            }
        }

        GG_BARRIER();
        for (int o = member; o < 16; o += GG_TEAM)
        {
            const int row = first + o * GG_TEAMS_OF_GROUP + team;
            if (row >= rows)
                break;
            const GG_ARENA float *from = parts + o * GG_PARTS;
            if (kind == GG_SUM)
            {
                y[row * y_step] = gg_sum_of_sixteen(from, 1);
            }
            else
            {
                float largest = from[0];
                for (int j = 1; j < 16; j++)
                    largest = gg_scalar_larger_or_nan(largest, from[j]);
                y[row * y_step] = largest;
            }
        }

        if (first + GG_GROUPS * GG_TEAMS_OF_GROUP * 16 < rows)
            GG_BARRIER();
    }
}

#endif

// The largest over rows of one cell; NaN if there is one.
GG_FUNCTION gg_lane gg_largest_over_rows(const GG_ARENA float *x, const int stride, const int rows, const int room)
{
    gg_lane largest = gg_load(x, room);
    for (int row = 1; row < rows; row++)
    {
        const gg_lane value = gg_load(x + row * stride, room);
        const gg_lane next = GG_SELECT(largest, value, (largest < value) | (value != value));
        largest = GG_SELECT(next, largest, largest != largest);
    }

    return largest;
}

// 0 in place of an infinite largest value, so that the shift makes no NaN of its own.
GG_FUNCTION gg_lane gg_finite_shift(const gg_lane largest) { return GG_SELECT(largest, GG_SPLAT(0.0f), gg_absolute(largest) == GG_SPLAT(GG_INFINITY)); }

GG_FUNCTION void gg_reduce_rows(GG_ARENA float *y, const int y_stride, const GG_ARENA float *x, const int stride, const int rows, const int columns, const int kind)
{
    GG_EACH(1, columns)
    {
        GG_CELL(columns)
        const GG_ARENA float *from = x + gg_column;
        const int room = stride - gg_column;
        gg_lane result;
        if (kind == GG_SUM)
        {
            result = gg_load(from, room);
            for (int row = 1; row < rows; row++)
                result = result + gg_load(from + row * stride, room);
        }
        else if (kind == GG_MAXIMUM)
        {
            result = gg_largest_over_rows(from, stride, rows, room);
        }
        else
        {
            const gg_lane shift = gg_finite_shift(gg_largest_over_rows(from, stride, rows, room));
            gg_lane sum = GG_SPLAT(0.0f);
            for (int row = 0; row < rows; row++)
                sum = sum + gg_exp(gg_load(from + row * stride, room) - shift);
            result = shift + gg_log(sum);
        }

        gg_store(y + gg_column, y_stride - gg_column, result);
    }
}

// Probabilities smaller than 1e-20 of the largest become 0: far below the rounding of the sum, and their products would be subnormal. y may be x.
GG_FUNCTION void gg_softmax_rows(GG_ARENA float *y, const int y_stride, const GG_ARENA float *x, const int stride, const int rows, const int columns)
{
    GG_EACH(1, columns)
    {
        GG_CELL(columns)
        const gg_lane shift = gg_finite_shift(gg_largest_over_rows(x + gg_column, stride, rows, stride - gg_column));
        gg_lane sum = GG_SPLAT(0.0f);
        for (int row = 0; row < rows; row++)
        {
            const gg_lane e = gg_exp(gg_load(x + row * stride + gg_column, stride - gg_column) - shift);
            const gg_lane kept = GG_SELECT(e, GG_SPLAT(0.0f), e < GG_SPLAT(1e-20f));
            sum = sum + kept;
            gg_store(y + row * y_stride + gg_column, y_stride - gg_column, kept);
        }

        const gg_lane scale = GG_DIV(GG_SPLAT(1.0f), sum);
        for (int row = 0; row < rows; row++)
        {
            GG_ARENA float *at = y + row * y_stride + gg_column;
            gg_store(at, y_stride - gg_column, gg_load(at, y_stride - gg_column) * scale);
        }
    }
}
