// Radix sort of floats in IEEE 754 total order, least significant digit first, in four passes over digits of eight bits (N. Satish, M. Harris, M. Garland,
// "Designing efficient sorting algorithms for manycore GPUs", IPDPS 2009). A pass has three kernels: every tile counts its digits, the counts become places, and
// every tile is sorted by its digit on the chip, so that keys of one digit leave it side by side. Each pass keeps the order of equal digits.

#define GG_SORT_DIGITS 256
#if GG_LANES == 1
#define GG_SORT_TILE 4096
#else
#define GG_SORT_PER_LANE 16
#define GG_SORT_TILE (GG_SORT_PER_LANE * GG_LANES)
#endif

// 32-bit keys whose order as integers is the total order of the floats, and back.
GG_FUNCTION gg_uint gg_sort_key(const gg_uint bits) { return bits & 0x80000000u ? ~bits : bits | 0x80000000u; }

GG_FUNCTION gg_uint gg_sort_bits(const gg_uint key) { return key & 0x80000000u ? key & 0x7FFFFFFFu : ~key; }

#define GG_SORT_DIGIT(key, shift) ((int)((key) >> (shift)) & (GG_SORT_DIGITS - 1))

// The sum of the lanes before this one; *total is that of all. words: 2 GG_LANES on the chip.
GG_FUNCTION gg_uint gg_sort_scan(GG_CHIP gg_uint *words, const gg_uint value, gg_uint *total)
{
    const int lane = GG_LANE();
    gg_uint sum = value;
    int from = 0;
    GG_SHARED_BARRIER();
    words[lane] = sum;
    for (int step = 1; step < GG_LANES; step *= 2)
    {
        GG_SHARED_BARRIER();
        if (lane >= step)
            sum += words[from + lane - step];
        from = GG_LANES - from;
        words[from + lane] = sum;
    }

    GG_SHARED_BARRIER();
    *total = words[from + GG_LANES - 1];
    return sum - value;
}

// counts[digit * tiles + tile]. is_first: the keys are still floats.
GG_KERNEL gg_sort_count(GG_STATE gg_uint *counts, const GG_STATE gg_uint *keys, const int count, const int tiles, const int shift, const int is_first GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    GG_SHARED_WORDS(own, gg_shared);
    for (int tile = GG_MEMBER(); tile < tiles; tile += GG_GROUPS)
    {
        for (int digit = GG_LANE(); digit < GG_SORT_DIGITS; digit += GG_LANES)
            own[digit] = 0u;
        GG_SHARED_BARRIER();
        const int begin = tile * GG_SORT_TILE, length = count - begin < GG_SORT_TILE ? count - begin : GG_SORT_TILE;
        for (int i = GG_LANE(); i < length; i += GG_LANES)
        {
            const gg_uint key = is_first ? gg_sort_key(keys[begin + i]) : keys[begin + i];
            GG_ATOMIC_ADD(own + GG_SORT_DIGIT(key, shift), 1u);
        }

        GG_SHARED_BARRIER();
        for (int digit = GG_LANE(); digit < GG_SORT_DIGITS; digit += GG_LANES)
            counts[digit * tiles + tile] = own[digit];
    }
}

// Counts become the number of keys of the same digit in earlier tiles; totals[digit] is that in all tiles. A group takes a digit at a time.
GG_KERNEL gg_sort_places(GG_STATE gg_uint *counts, GG_STATE gg_uint *totals, const int tiles GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    GG_SHARED_WORDS(words, gg_shared);
    for (int digit = GG_MEMBER(); digit < GG_SORT_DIGITS; digit += GG_GROUPS)
    {
        gg_uint before = 0u;
        for (int first = 0; first < tiles; first += GG_LANES)
        {
            const int tile = first + GG_LANE();
            gg_uint total;
            const gg_uint place = before + gg_sort_scan(words, tile < tiles ? counts[digit * tiles + tile] : 0u, &total);
            if (tile < tiles)
                counts[digit * tiles + tile] = place;
            before += total;
        }

        if (GG_LANE() == 0)
            totals[digit] = before;
    }
}

#if GG_LANES > 1
// Where a key of a tile lies on the chip: a gap after every 32, so that lanes that take 16 keys each in a row meet no other in a memory bank.
#define GG_SORT_AT(i) ((i) + ((i) >> 5))

// Sorts a tile on the chip by four bits. A lane takes 16 keys in a row and has 16 counters, two to a word: digits 0 to 7 in the low halves, 8 to 15 in the
// high ones. Sums over the counters, digit after digit and within it lane after lane, are the places. Words of 32 lanes are turned by the number of
// their block: neither counting (one word per lane) nor adding up (eight in a row per lane) then meets others in a bank.
GG_FUNCTION void gg_sort_on_chip(GG_CHIP gg_uint *keys, GG_CHIP gg_uint *counters, GG_CHIP gg_uint *words, const int shift)
{
    const int lane = GG_LANE();
    GG_CHIP gg_uint *const mine = counters + ((lane & ~31) | ((lane + (lane >> 5)) & 31));
    gg_uint own[GG_SORT_PER_LANE];
    GG_UNROLL
    for (int k = 0; k < GG_SORT_PER_LANE; k++)
        own[k] = keys[GG_SORT_AT(lane * GG_SORT_PER_LANE + k)];
    GG_UNROLL
    for (int k = 0; k < 8; k++)
        mine[k * GG_LANES] = 0u;
    GG_UNROLL
    for (int k = 0; k < GG_SORT_PER_LANE; k++)
    {
        const int digit = (int)(own[k] >> shift) & 15;
        mine[(digit & 7) * GG_LANES] += digit & 8 ? 0x10000u : 1u;
    }

    GG_SHARED_BARRIER();
    const int block = (8 * lane) & ~31, turn = ((8 * lane) % GG_LANES) >> 5;
    gg_uint sum = 0u, total;
    GG_UNROLL
    for (int k = 0; k < 8; k++)
        sum += counters[block | ((8 * lane + k + turn) & 31)];
    gg_uint place = gg_sort_scan(words, sum, &total);
    place += total << 16;
    GG_UNROLL
    for (int k = 0; k < 8; k++)
    {
        GG_CHIP gg_uint *const counter = counters + (block | ((8 * lane + k + turn) & 31));
        const gg_uint counted = *counter;
        *counter = place;
        place += counted;
    }

    GG_SHARED_BARRIER();
    GG_UNROLL
    for (int k = 0; k < GG_SORT_PER_LANE; k++)
    {
        const int digit = (int)(own[k] >> shift) & 15;
        const gg_uint counter = mine[(digit & 7) * GG_LANES];
        mine[(digit & 7) * GG_LANES] = counter + (digit & 8 ? 0x10000u : 1u);
        const int at = (int)(digit & 8 ? counter >> 16 : counter & 0xFFFFu);
        keys[GG_SORT_AT(at)] = own[k];
    }

    GG_SHARED_BARRIER();
}
#endif

// Every key goes to the place of its digit: after all smaller digits, after that digit in earlier tiles, and after it earlier in the tile.
GG_KERNEL gg_sort_scatter(GG_STATE gg_uint *to, const GG_STATE gg_uint *from, const GG_STATE gg_uint *places, const GG_STATE gg_uint *totals, const int count, const int tiles,
    const int shift, const int is_first, const int is_last GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    GG_SHARED_WORDS(base, gg_shared);
    GG_CHIP gg_uint *const first = base + GG_SORT_DIGITS, *const words = first + GG_SORT_DIGITS;
    gg_uint before = 0u;
    for (int start = 0; start < GG_SORT_DIGITS; start += GG_LANES)
    {
        gg_uint total;
        const gg_uint smaller = gg_sort_scan(words, totals[start + GG_LANE()], &total);
        base[start + GG_LANE()] = before + smaller;
        before += total;
    }

    GG_SHARED_BARRIER();
    for (int tile = GG_MEMBER(); tile < tiles; tile += GG_GROUPS)
    {
        const int begin = tile * GG_SORT_TILE, length = count - begin < GG_SORT_TILE ? count - begin : GG_SORT_TILE;
#if GG_LANES == 1
        for (int digit = 0; digit < GG_SORT_DIGITS; digit++)
            first[digit] = base[digit] + places[digit * tiles + tile];
        for (int i = 0; i < length; i++)
        {
            const gg_uint key = is_first ? gg_sort_key(from[begin + i]) : from[begin + i];
            const gg_uint at = first[GG_SORT_DIGIT(key, shift)]++;
            to[at] = is_last ? gg_sort_bits(key) : key;
        }
#else
        GG_CHIP gg_uint *const counters = words + 2 * GG_LANES, *const keys = counters + 8 * GG_LANES;
        // What fills the last tile up is the largest key, and stays behind those that are like it.
        for (int i = GG_LANE(); i < GG_SORT_TILE; i += GG_LANES)
            keys[GG_SORT_AT(i)] = i >= length ? 0xFFFFFFFFu : is_first ? gg_sort_key(from[begin + i]) : from[begin + i];
        GG_SHARED_BARRIER();
        gg_sort_on_chip(keys, counters, words, shift);
        gg_sort_on_chip(keys, counters, words, shift + 4);
        for (int i = GG_LANE(); i < length; i += GG_LANES)
        {
            const int digit = GG_SORT_DIGIT(keys[GG_SORT_AT(i)], shift);
            if (i == 0 || GG_SORT_DIGIT(keys[GG_SORT_AT(i - 1)], shift) != digit)
                first[digit] = base[digit] + places[digit * tiles + tile] - (gg_uint)i;
        }

        GG_SHARED_BARRIER();
        for (int i = GG_LANE(); i < length; i += GG_LANES)
        {
            const gg_uint key = keys[GG_SORT_AT(i)], at = first[GG_SORT_DIGIT(key, shift)] + (gg_uint)i;
            to[at] = is_last ? gg_sort_bits(key) : key;
        }

        GG_SHARED_BARRIER();
#endif
    }
}
