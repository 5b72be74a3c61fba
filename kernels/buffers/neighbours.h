// Euclidean distance from each query to its k-th nearest point by exact search, one lane per query; squares are summed in double precision, as on the host. The
// literal GG_NEIGHBOUR is the number of squares that a lane keeps in registers; for a larger k it looks at all points again, beyond what it has found.
// The literal GG_ROWS is the number of coordinates. A square that is not a number counts as infinite.

GG_KERNEL gg_nearest_neighbours(GG_STATE float *distances, const GG_STATE float *queries, const GG_STATE float *points, const int query_count, const int point_count,
    const int first_query, const int neighbour, const int exclude_self GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    (void)gg_shared;
    for (int query = GG_WORKER(); query < query_count; query += GG_WORKERS)
    {
        const int self = exclude_self ? first_query + query : -1;
        double bound = -1.0;
        for (;;)
        {
            // The smallest squares beyond the bound, and how many are within.
            double nearest[GG_NEIGHBOUR];
            int within = 0;
            GG_UNROLL
            for (int i = 0; i < GG_NEIGHBOUR; i++)
                nearest[i] = (double)GG_INFINITY;
            for (int point = 0; point < point_count; point++)
            {
                double square = 0.0;
                for (int row = 0; row < GG_ROWS; row++)
                {
                    const double difference = (double)queries[(gg_ulong)row * (gg_ulong)query_count + (gg_ulong)query] - (double)points[(gg_ulong)row * (gg_ulong)point_count + (gg_ulong)point];
                    square += difference * difference;
                }

                if (point == self)
                    square = (double)GG_INFINITY;
                if (square <= bound)
                {
                    within++;
                    continue;
                }

                // Each place keeps the smaller number and hands on the larger one. NaN is smaller than nothing and falls off.
                GG_UNROLL
                for (int i = 0; i < GG_NEIGHBOUR; i++)
                {
                    const double smaller = square < nearest[i] ? square : nearest[i];
                    const double larger = square < nearest[i] ? nearest[i] : square;
                    nearest[i] = smaller;
                    square = larger;
                }
            }

            // The bound itself when enough lie within it; otherwise the one that is wanted, or the last of those found, from which to look on.
            GG_UNROLL
            for (int i = 0; i < GG_NEIGHBOUR; i++)
                bound = i < neighbour - within ? nearest[i] : bound;
            if (neighbour - within <= GG_NEIGHBOUR || bound == (double)GG_INFINITY)
                break;
        }

        distances[query] = (float)GG_SQRT_DOUBLE(bound);
    }
}
