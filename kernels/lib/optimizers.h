// Optimizers, in place on parameters and moments. A gradient that is not finite raises its flag; after a barrier all lanes see it, leave the update out, and
// the first failure is noted in the status word.

// Raises the flag when an element is NaN or infinite.
GG_FUNCTION void gg_check_finite(GG_ARENA gg_uint *flag, const GG_ARENA float *x, const int stride, const int rows, const int columns)
{
    for (int cell = GG_WORKER(); cell < rows * columns; cell += GG_WORKERS)
    {
        const int row = cell / columns, column = cell - row * columns;
        if ((GG_SCALAR_AS_UINT(x[row * stride + column]) & 0x7F800000u) == 0x7F800000u)
            GG_ATOMIC_OR(flag, 1u);
    }
}

// Before a check that runs several times per step.
GG_FUNCTION void gg_lower_flag(GG_ARENA gg_uint *flag)
{
    if (GG_WORKER() == 0)
        *flag = 0u;
}

// Notes the first failure of the step: what is noted already stays. Only one worker writes the status.
GG_FUNCTION void gg_note_failure(GG_ARENA gg_uint *status, const GG_ARENA gg_uint *flag, const gg_uint label)
{
    if (GG_WORKER() == 0 && *flag != 0 && *status == 0)
        *status = label;
}

GG_FUNCTION double gg_power_of_double(const double value, const gg_ulong exponent)
{
    double result = 1.0, factor = value;
    for (gg_ulong left = exponent; left > 0; left >>= 1)
    {
        if (left & 1)
            result *= factor;
        factor *= factor;
    }

    return result;
}

// y = (1 / (1 - beta1^t), 1 / (1 - beta2^t)), t = step + 1.
GG_FUNCTION void gg_adam_correction(GG_ARENA float *y, const int y_step, const float beta1, const float beta2, const gg_uint step)
{
    for (int i = GG_WORKER(); i < 2; i += GG_WORKERS)
        y[i * y_step] = (float)(1.0 / (1.0 - gg_power_of_double((double)(i == 0 ? beta1 : beta2), (gg_ulong)step + 1)));
}

// m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2, both flushed to 0 below 1e-36; p -= learning_rate c1 m / (sqrt(v) sqrt(c2) + epsilon).
GG_FUNCTION void gg_adam(GG_ARENA float *p, GG_ARENA float *m, GG_ARENA float *v, const int stride, const GG_ARENA float *g, const int g_stride, const int rows,
    const int columns, const float learning_rate, const float beta1, const float beta2, const float epsilon, const float correction1, const float correction2,
    const GG_ARENA gg_uint *flag)
{
    if (*flag != 0)
        return;
    const gg_lane rate = GG_SPLAT(learning_rate * correction1), root_scale = GG_SPLAT(GG_SCALAR_SQRT(correction2));
    const gg_lane rest1 = GG_SPLAT(1.0f - beta1), rest2 = GG_SPLAT(1.0f - beta2), zero = GG_SPLAT(0.0f), smallest = GG_SPLAT(1e-36f);
    GG_EACH(rows, columns)
    {
        GG_CELL(columns)
        const int at = gg_row * stride + gg_column, room = columns - gg_column;
        const gg_lane gradient = gg_load(g + gg_row * g_stride + gg_column, room);
        gg_lane first = GG_FMA(GG_SPLAT(beta1), gg_load(m + at, room), rest1 * gradient);
        gg_lane second = GG_FMA(GG_SPLAT(beta2), gg_load(v + at, room), rest2 * (gradient * gradient));
        first = GG_SELECT(first, zero, gg_absolute(first) < smallest);
        second = GG_SELECT(second, zero, second < smallest);
        gg_store(m + at, room, first);
        gg_store(v + at, room, second);
        const gg_lane denominator = GG_FMA(GG_SQRT(second), root_scale, GG_SPLAT(epsilon));
        gg_store(p + at, room, GG_FMA(-rate, GG_DIV(first, denominator), gg_load(p + at, room)));
    }
}

GG_FUNCTION void gg_sgd(GG_ARENA float *p, const int stride, const GG_ARENA float *g, const int g_stride, const int rows, const int columns,
    const float learning_rate, const GG_ARENA gg_uint *flag)
{
    if (*flag != 0)
        return;
    GG_EACH(rows, columns)
    {
        GG_CELL(columns)
        const int at = gg_row * stride + gg_column, room = columns - gg_column;
        gg_store(p + at, room, GG_FMA(GG_SPLAT(-learning_rate), gg_load(g + gg_row * g_stride + gg_column, room), gg_load(p + at, room)));
    }
}

// m = momentum m + g, flushed to 0 below 1e-36; p -= learning_rate m.
GG_FUNCTION void gg_sgd_momentum(GG_ARENA float *p, GG_ARENA float *m, const int stride, const GG_ARENA float *g, const int g_stride, const int rows,
    const int columns, const float learning_rate, const float momentum, const GG_ARENA gg_uint *flag)
{
    if (*flag != 0)
        return;
    GG_EACH(rows, columns)
    {
        GG_CELL(columns)
        const int at = gg_row * stride + gg_column, room = columns - gg_column;
        const gg_lane moved = GG_FMA(GG_SPLAT(momentum), gg_load(m + at, room), gg_load(g + gg_row * g_stride + gg_column, room));
        const gg_lane velocity = GG_SELECT(moved, GG_SPLAT(0.0f), gg_absolute(moved) < GG_SPLAT(1e-36f));
        gg_store(m + at, room, velocity);
        gg_store(p + at, room, GG_FMA(GG_SPLAT(-learning_rate), velocity, gg_load(p + at, room)));
    }
}
