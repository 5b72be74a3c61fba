using GenGpu.Core;
using GenGpu.Core.Random;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Flows;

/// <summary>The splits of a flow's couplings. Couplings come in pairs: the second maps what the first has read.</summary>
internal static class CouplingSplits
{
    /// <summary>The split of every coupling.</summary>
    /// <param name="mask">alternating (even and odd coordinates), halves, random (another half for each pair) or checkerboard.</param>
    /// <param name="dimensions">Number of coordinates, at least 2.</param>
    /// <param name="couplings">Number of couplings.</param>
    /// <param name="lattice">The lattice of checkerboard, or null.</param>
    /// <exception cref="UserErrorException">checkerboard without a lattice, or on one with an odd side, where two neighbours would have one colour.</exception>
    public static IReadOnlyList<CouplingSplit> Create(string mask, int dimensions, int couplings, Lattice? lattice)
    {
        var splits = new CouplingSplit[couplings];
        for (int coupling = 0; coupling < couplings; coupling++)
        {
            int pair = coupling / 2;
            bool[] first = mask switch
            {
                "alternating" => By(dimensions, i => i % 2 == 0),
                "halves" => By(dimensions, i => i < dimensions / 2),
                "random" => Random(dimensions, pair),
                _ => Checkerboard(dimensions, lattice),
            };
            bool swap = coupling % 2 == 1;
            splits[coupling] = new CouplingSplit(Where(first, !swap), Where(first, swap));
        }

        return splits;
    }

    private static bool[] By(int dimensions, Func<int, bool> first) => [.. Enumerable.Range(0, dimensions).Select(first)];

    private static int[] Where(bool[] first, bool value) => [.. Enumerable.Range(0, first.Length).Where(i => first[i] == value)];

    /// <summary>The same for every seed, so that the trials of an ensemble share one program: a Fisher-Yates shuffle with Philox words of the pair's number.</summary>
    private static bool[] Random(int dimensions, int pair)
    {
        int[] order = [.. Enumerable.Range(0, dimensions)];
        for (int i = dimensions - 1; i > 0; i--)
        {
            uint word = Philox.Generate(new PhiloxBlock((uint)i, 0, (uint)pair, 0), 0, 0).Word0;
            int other = (int)(word % (uint)(i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }

        bool[] first = new bool[dimensions];
        foreach (int i in order.AsSpan(0, dimensions / 2))
            first[i] = true;
        return first;
    }

    private static bool[] Checkerboard(int dimensions, Lattice? lattice)
    {
        if (lattice is null || lattice.Sites != dimensions)
            throw new UserErrorException("mask=checkerboard needs an energy on a lattice; use mask=alternating, halves or random here.", 2);
        if (lattice.Columns % 2 != 0 || (!lattice.IsChain && lattice.Rows % 2 != 0))
            throw new UserErrorException(FormattableString.Invariant($"mask=checkerboard needs even sides, and this lattice is {lattice.Rows} x {lattice.Columns}: across an odd periodic side two neighbours would have one colour. Use mask=random, or an even lattice."), 2);
        return By(dimensions, site => ((site / lattice.Columns) + (site % lattice.Columns)) % 2 == 0);
    }
}
