// Bitonic sort of floats in IEEE 754 total order, as 32-bit keys whose order as integers is that order (K. E. Batcher, "Sorting networks and their
// applications", AFIPS 1968). The number of keys is a power of two; keys beyond the values are the largest there is. Stages over short distances run on
// chip, GG_SORT_BLOCK keys per group.

#define GG_SORT_BLOCK (8 * GG_LANES)

GG_FUNCTION gg_uint gg_sort_key(const gg_uint bits) { return bits & 0x80000000u ? ~bits : bits | 0x80000000u; }

GG_FUNCTION gg_uint gg_sort_bits(const gg_uint key) { return key & 0x80000000u ? key & 0x7FFFFFFFu : ~key; }

// The keys of the values, and the largest key behind them.
GG_KERNEL gg_sort_begin(GG_STATE gg_uint *keys, const GG_STATE gg_uint *values, const int count, const int padded GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    (void)gg_shared;
    for (int i = GG_WORKER(); i < padded; i += GG_WORKERS)
        keys[i] = i < count ? gg_sort_key(values[i]) : 0xFFFFFFFFu;
}

GG_KERNEL gg_sort_end(GG_STATE gg_uint *values, const GG_STATE gg_uint *keys, const int count GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    (void)gg_shared;
    for (int i = GG_WORKER(); i < count; i += GG_WORKERS)
        values[i] = gg_sort_bits(keys[i]);
}

// One stage over a distance that no group holds: pair i is (low, low + distance), ascending in every other run of `run` keys.
GG_KERNEL gg_sort_stage(GG_STATE gg_uint *keys, const int padded, const int run, const int distance GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    (void)gg_shared;
    for (int i = GG_WORKER(); i < padded / 2; i += GG_WORKERS)
    {
        const int low = i / distance * 2 * distance + i % distance;
        const gg_uint a = keys[low], b = keys[low + distance];
        if ((a > b) == ((low & run) == 0))
        {
            keys[low] = b;
            keys[low + distance] = a;
        }
    }
}

// All stages within a block for runs of first_run, 2 first_run ... last_run keys; the longest of them begins at the distance of half a block.
GG_KERNEL gg_sort_block(GG_STATE gg_uint *keys, const int padded, const int first_run, const int last_run GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    GG_SHARED_WORDS(part, gg_shared);
    const int length = padded < GG_SORT_BLOCK ? padded : GG_SORT_BLOCK;
    for (int start = GG_MEMBER() * length; start < padded; start += GG_GROUPS * length)
    {
        for (int i = GG_LANE(); i < length; i += GG_LANES)
            part[i] = keys[start + i];
        GG_SHARED_BARRIER();
        for (int run = first_run; run <= last_run; run *= 2)
        {
            for (int distance = run / 2 < length / 2 ? run / 2 : length / 2; distance > 0; distance /= 2)
            {
                for (int i = GG_LANE(); i < length / 2; i += GG_LANES)
                {
                    const int low = i / distance * 2 * distance + i % distance;
                    const gg_uint a = part[low], b = part[low + distance];
                    if ((a > b) == (((start + low) & run) == 0))
                    {
                        part[low] = b;
                        part[low + distance] = a;
                    }
                }

                GG_SHARED_BARRIER();
            }
        }

        for (int i = GG_LANE(); i < length; i += GG_LANES)
            keys[start + i] = part[i];
        GG_SHARED_BARRIER();
    }
}
