// W = p q^T, summed over the batch in the canonical order: 16 partial sums per element, each a chain of fused multiply-adds over every 16th sample.

#if GG_LANE_WIDTH == 16

GG_FUNCTION void gg_dense_backward_weight(GG_ARENA float *gradient, const GG_ARENA float *p, const int p_stride, const GG_ARENA float *q, const int q_stride,
    const int rows, const int depth, const int columns, const int is_padded, GG_ARENA float *exchange)
{
    for (int row = 0; row < rows; row++)
    {
        for (int d = 0; d < depth; d += 4)
        {
            const int d1 = d + 1 < depth ? d + 1 : d, d2 = d + 2 < depth ? d + 2 : d, d3 = d + 3 < depth ? d + 3 : d;
            gg_lane a0 = GG_SPLAT(0.0f), a1 = a0, a2 = a0, a3 = a0;
            for (int s = 0; s < columns; s += 16)
            {
                const int room = columns - s;
                const gg_lane x = gg_load(p + row * p_stride + s, room);
                a0 = GG_FMA(x, gg_load(q + d * q_stride + s, room), a0);
                a1 = GG_FMA(x, gg_load(q + d1 * q_stride + s, room), a1);
                a2 = GG_FMA(x, gg_load(q + d2 * q_stride + s, room), a2);
                a3 = GG_FMA(x, gg_load(q + d3 * q_stride + s, room), a3);
            }

            GG_ARENA float *to = gradient + row * depth;
            to[d] = gg_sum_of_lanes(a0);
            to[d1] = gg_sum_of_lanes(d1 == d ? a0 : a1);
            to[d2] = gg_sum_of_lanes(d2 == d ? a0 : a2);
            to[d3] = gg_sum_of_lanes(d3 == d ? a0 : a3);
        }
    }
}

#else

#if GG_LANES >= 16
// By components: a choice between two strips as wholes would be one between their addresses.
GG_FUNCTION gg_strip gg_strip_choose(const gg_strip no, const gg_strip yes, const int c)
{
    return GG_STRIP_MAKE(c ? yes.x : no.x, c ? yes.y : no.y, c ? yes.z : no.z, c ? yes.w : no.w);
}

// A quad of lanes takes a tile of 4 x 4 elements, each lane four neighbouring partial sums of all of them: eight loads of 16 bytes for 64 multiply-adds. Lanes two apart
// then swap half of their elements, neighbours half of what is left (16 floats of `exchange` per lane), which is the canonical order, and each lane ends with one row.
GG_FUNCTION void gg_weight_gradient_quads(GG_ARENA float *gradient, const GG_ARENA float *p, const int p_stride, const GG_ARENA float *q, const int q_stride,
    const int rows, const int depth, const int columns, GG_ARENA float *exchange)
{
    const int tiles_across = (depth + 3) / 4, tiles = (rows + 3) / 4 * tiles_across;
    const int member = GG_LANE() & 3, quads = GG_LANES / 4;
    GG_ARENA float *const own = exchange + 4 * GG_LANE(), *const far = exchange + 4 * (GG_LANE() ^ 2), *const near = exchange + 4 * (GG_LANE() ^ 1);
    for (int first = GG_MEMBER() * quads; first < tiles; first += GG_GROUPS * quads)
    {
        const int tile = first + GG_LANE() / 4;
        const int row = tile / tiles_across * 4, column = tile % tiles_across * 4;
        gg_strip sums[16];
        GG_UNROLL
        for (int o = 0; o < 16; o++)
            sums[o] = GG_STRIP_SPLAT(0.0f);
        if (tile < tiles)
        {
            int from_p[4], from_q[4];
            GG_UNROLL
            for (int i = 0; i < 4; i++)
            {
                from_p[i] = (row + i < rows ? row + i : row) * p_stride;
                from_q[i] = (column + i < depth ? column + i : column) * q_stride;
            }

            int s = 4 * member;
            for (; s + 4 <= columns; s += 16)
            {
                const gg_strip y0 = GG_STRIP_LOAD(q + from_q[0] + s), y1 = GG_STRIP_LOAD(q + from_q[1] + s), y2 = GG_STRIP_LOAD(q + from_q[2] + s), y3 = GG_STRIP_LOAD(q + from_q[3] + s);
                GG_UNROLL
                for (int i = 0; i < 4; i++)
                {
                    const gg_strip x = GG_STRIP_LOAD(p + from_p[i] + s);
                    sums[4 * i] = GG_STRIP_FMA_EACH(x, y0, sums[4 * i]);
                    sums[4 * i + 1] = GG_STRIP_FMA_EACH(x, y1, sums[4 * i + 1]);
                    sums[4 * i + 2] = GG_STRIP_FMA_EACH(x, y2, sums[4 * i + 2]);
                    sums[4 * i + 3] = GG_STRIP_FMA_EACH(x, y3, sums[4 * i + 3]);
                }
            }

            // The last strip may end in padding, which may hold anything.
            if (columns % 4 != 0 && s < columns)
            {
                const int room = columns - s;
                GG_UNROLL
                for (int o = 0; o < 16; o++)
                {
                    const gg_strip x = GG_STRIP_LOAD(p + from_p[o / 4] + s), y = GG_STRIP_LOAD(q + from_q[o % 4] + s), next = GG_STRIP_FMA_EACH(x, y, sums[o]);
                    sums[o] = GG_STRIP_MAKE(next.x, room > 1 ? next.y : sums[o].y, room > 2 ? next.z : sums[o].z, sums[o].w);
                }
            }
        }

        gg_strip kept[8];
        GG_UNROLL
        for (int part = 0; part < 8; part += 4)
        {
            GG_UNROLL
            for (int k = 0; k < 4; k++)
                GG_STRIP_STORE(own + 4 * GG_LANES * k, gg_strip_choose(sums[8 + part + k], sums[part + k], member & 2));
            GG_BARRIER();
            GG_UNROLL
            for (int k = 0; k < 4; k++)
            {
                const gg_strip other = GG_STRIP_LOAD(far + 4 * GG_LANES * k), mine = gg_strip_choose(sums[part + k], sums[8 + part + k], member & 2);
                kept[part + k] = GG_STRIP_ADD(mine, other);
            }

            GG_BARRIER();
        }

        GG_UNROLL
        for (int k = 0; k < 4; k++)
            GG_STRIP_STORE(own + 4 * GG_LANES * k, gg_strip_choose(kept[4 + k], kept[k], member & 1));
        GG_BARRIER();
        GG_UNROLL
        for (int k = 0; k < 4; k++)
        {
            const gg_strip other = GG_STRIP_LOAD(near + 4 * GG_LANES * k), mine = gg_strip_choose(kept[k], kept[4 + k], member & 1);
            const gg_strip sum = GG_STRIP_ADD(mine, other);
            if (tile < tiles && row + member < rows && column + k < depth)
                gradient[(row + member) * depth + column + k] = (sum.x + sum.z) + (sum.y + sum.w);
        }

        if (first + GG_GROUPS * quads < tiles)
            GG_BARRIER();
    }
}
#endif

// A team of lanes takes a tile of 4 x 4 elements, each lane one of the 16 partial sums of all of them; through `exchange` (GG_EXCHANGE floats per team)
// each lane then sums one element. For few elements, which would leave most quads without a tile, and for rows that are not aligned. All lanes go through
// the same number of barriers.
GG_FUNCTION void gg_weight_gradient_teams(GG_ARENA float *gradient, const GG_ARENA float *p, const int p_stride, const GG_ARENA float *q, const int q_stride,
    const int rows, const int depth, const int columns, GG_ARENA float *exchange)
{
    const int tiles_across = (depth + 3) / 4, tiles = (rows + 3) / 4 * tiles_across;
    const int member = GG_LANE() % GG_TEAM;
    GG_ARENA float *parts = exchange + GG_LANE() / GG_TEAM * GG_EXCHANGE;
    for (int first = GG_MEMBER() * GG_TEAMS_OF_GROUP; first < tiles; first += GG_GROUPS * GG_TEAMS_OF_GROUP)
    {
        const int tile = first + GG_LANE() / GG_TEAM;
        const int row = tile / tiles_across * 4, column = tile % tiles_across * 4;
        if (tile < tiles)
        {
            const GG_ARENA float *p0 = p + row * p_stride;
            const GG_ARENA float *p1 = row + 1 < rows ? p0 + p_stride : p0, *p2 = row + 2 < rows ? p0 + 2 * p_stride : p0, *p3 = row + 3 < rows ? p0 + 3 * p_stride : p0;
            const GG_ARENA float *q0 = q + column * q_stride;
            const GG_ARENA float *q1 = column + 1 < depth ? q0 + q_stride : q0, *q2 = column + 2 < depth ? q0 + 2 * q_stride : q0, *q3 = column + 3 < depth ? q0 + 3 * q_stride : q0;
            for (int j = member; j < 16; j += GG_TEAM)
            {
                float a00 = 0.0f, a01 = 0.0f, a02 = 0.0f, a03 = 0.0f, a10 = 0.0f, a11 = 0.0f, a12 = 0.0f, a13 = 0.0f;
                float a20 = 0.0f, a21 = 0.0f, a22 = 0.0f, a23 = 0.0f, a30 = 0.0f, a31 = 0.0f, a32 = 0.0f, a33 = 0.0f;
                for (int s = j; s < columns; s += 16)
                {
                    const float x0 = p0[s], x1 = p1[s], x2 = p2[s], x3 = p3[s], y0 = q0[s], y1 = q1[s], y2 = q2[s], y3 = q3[s];
                    a00 = GG_FMA(x0, y0, a00);
                    a01 = GG_FMA(x0, y1, a01);
                    a02 = GG_FMA(x0, y2, a02);
                    a03 = GG_FMA(x0, y3, a03);
                    a10 = GG_FMA(x1, y0, a10);
                    a11 = GG_FMA(x1, y1, a11);
                    a12 = GG_FMA(x1, y2, a12);
                    a13 = GG_FMA(x1, y3, a13);
                    a20 = GG_FMA(x2, y0, a20);
                    a21 = GG_FMA(x2, y1, a21);
                    a22 = GG_FMA(x2, y2, a22);
                    a23 = GG_FMA(x2, y3, a23);
                    a30 = GG_FMA(x3, y0, a30);
                    a31 = GG_FMA(x3, y1, a31);
                    a32 = GG_FMA(x3, y2, a32);
                    a33 = GG_FMA(x3, y3, a33);
                }

                GG_ARENA float *to = parts + j;
                to[0 * GG_PARTS] = a00, to[1 * GG_PARTS] = a01, to[2 * GG_PARTS] = a02, to[3 * GG_PARTS] = a03;
                to[4 * GG_PARTS] = a10, to[5 * GG_PARTS] = a11, to[6 * GG_PARTS] = a12, to[7 * GG_PARTS] = a13;
                to[8 * GG_PARTS] = a20, to[9 * GG_PARTS] = a21, to[10 * GG_PARTS] = a22, to[11 * GG_PARTS] = a23;
                to[12 * GG_PARTS] = a30, to[13 * GG_PARTS] = a31, to[14 * GG_PARTS] = a32, to[15 * GG_PARTS] = a33;
            }
        }

        GG_BARRIER();
        for (int o = member; o < 16; o += GG_TEAM)
        {
            if (tile < tiles && row + o / 4 < rows && column + o % 4 < depth)
                gradient[(row + o / 4) * depth + column + o % 4] = gg_sum_of_sixteen(parts + o * GG_PARTS, 1);
        }

        if (first + GG_GROUPS * GG_TEAMS_OF_GROUP < tiles)
            GG_BARRIER();
    }
}

// is_padded: p and q have rows of whole strips, aligned to 16 bytes.
GG_FUNCTION void gg_dense_backward_weight(GG_ARENA float *gradient, const GG_ARENA float *p, const int p_stride, const GG_ARENA float *q, const int q_stride,
    const int rows, const int depth, const int columns, const int is_padded, GG_ARENA float *exchange)
{
#if GG_LANES >= 16
    if (is_padded && (rows + 3) / 4 * ((depth + 3) / 4) * 8 > GG_LANES)
    {
        gg_weight_gradient_quads(gradient, p, p_stride, q, q_stride, rows, depth, columns, exchange);
        return;
    }
#endif

    gg_weight_gradient_teams(gradient, p, p_stride, q, q_stride, rows, depth, columns, exchange);
}

#endif
