// Euclidean distance from each query to its k-th nearest point by exact search; k is the literal GG_NEIGHBOUR, so that the k smallest squares stay in
// registers. One lane per query; squares are summed in double precision, as on the host.

GG_KERNEL gg_nearest_neighbours(GG_STATE float *distances, const GG_STATE float *queries, const GG_STATE float *points, const int query_count, const int point_count,
    const int rows, const int exclude_self GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    (void)gg_shared;
    for (int query = GG_WORKER(); query < query_count; query += GG_WORKERS)
    {
        double nearest[GG_NEIGHBOUR];
        GG_UNROLL
        for (int i = 0; i < GG_NEIGHBOUR; i++)
            nearest[i] = (double)GG_INFINITY;
        for (int point = 0; point < point_count; point++)
        {
            if (exclude_self && point == query)
                continue;
            double square = 0.0;
            for (int row = 0; row < rows; row++)
            {
                const double difference = (double)queries[(gg_ulong)row * (gg_ulong)query_count + (gg_ulong)query] - (double)points[(gg_ulong)row * (gg_ulong)point_count + (gg_ulong)point];
                square += difference * difference;
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

        distances[query] = (float)GG_SQRT_DOUBLE(nearest[GG_NEIGHBOUR - 1]);
    }
}
