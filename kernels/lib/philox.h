// Philox4x32-10: the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), section 3.3.

typedef struct
{
    gg_uints word0, word1, word2, word3;
} gg_random_block;

// What the words of one draw site in one step have in common: the key, and all but the first word of the counter.
typedef struct
{
    gg_uint key0, key1, site, step, iteration;
} gg_random_stream;

GG_FUNCTION gg_random_stream gg_stream(const gg_ulong seed, const gg_uint site, const gg_uint step, const gg_uint iteration)
{
    gg_random_stream stream;
    stream.key0 = (gg_uint)seed;
    stream.key1 = (gg_uint)(seed >> 32);
    stream.site = site;
    stream.step = step;
    stream.iteration = iteration;
    return stream;
}

GG_FUNCTION gg_random_block gg_philox(const gg_uints counter, const gg_random_stream stream)
{
    gg_uints c0 = counter, c1 = GG_SPLAT_UINT(stream.site), c2 = GG_SPLAT_UINT(stream.step), c3 = GG_SPLAT_UINT(stream.iteration);
    gg_uint key0 = stream.key0, key1 = stream.key1;
    GG_UNROLL
    for (int round = 0; round < 10; round++)
    {
        const gg_uints high0 = GG_MULHI(c0, GG_SPLAT_UINT(0xD2511F53u)), low0 = c0 * 0xD2511F53u;
        const gg_uints high1 = GG_MULHI(c2, GG_SPLAT_UINT(0xCD9E8D57u)), low1 = c2 * 0xCD9E8D57u;
        c0 = high1 ^ c1 ^ key0;
        c2 = high0 ^ c3 ^ key1;
        c1 = low1;
        c3 = low0;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }

    gg_random_block block;
    block.word0 = c0;
    block.word1 = c1;
    block.word2 = c2;
    block.word3 = c3;
    return block;
}

// The first counter word of an element: 16 consecutive blocks hold the words of 64 consecutive samples. `lane` is the sample modulo 16.
GG_FUNCTION gg_uints gg_element_block(const int row, const int sample, const int lane)
{
    return (((gg_uint)row << 18) | (((gg_uint)sample >> 6) << 4) | (gg_uint)lane) + GG_LANE_NUMBERS;
}
