namespace GenGpu.Core.Random;

/// <summary>
/// One stream of random words: the words of one draw site in one step. Word (row, sample) is a pure function of the stream
/// and of the element's place, so it does not depend on slices, groups, threads or order.
/// </summary>
/// <param name="Seed">The trial's seed: the Philox key, low half first.</param>
/// <param name="Purpose">What the draw is for.</param>
/// <param name="DrawSite">Number of the draw site within the family, 0 to 2^24 - 1.</param>
/// <param name="Step">The step counter.</param>
/// <param name="Iteration">The flattened iteration of the enclosing Repeat blocks, 0 outside of any.</param>
public readonly record struct RandomStream(ulong Seed, RandomPurpose Purpose, int DrawSite, uint Step = 0, uint Iteration = 0)
{
    /// <summary>Rows of a draw are numbered below this.</summary>
    public const int MaximumRows = 1 << 14;

    /// <summary>Samples of a draw are numbered below this.</summary>
    public const int MaximumSamples = 1 << 20;

    /// <summary>Second counter word: purpose in the top 8 bits, draw site below.</summary>
    public uint SiteWord => ((uint)Purpose << 24) | ((uint)DrawSite & 0xFFFFFFu);

    /// <summary>Low half of the key.</summary>
    public uint KeyLow => (uint)Seed;

    /// <summary>High half of the key.</summary>
    public uint KeyHigh => (uint)(Seed >> 32);

    /// <summary>
    /// First counter word of an element: (row &lt;&lt; 18) | ((sample &gt;&gt; 6) &lt;&lt; 4) | (sample &amp; 15). Sixteen consecutive
    /// blocks, one per lane, hold the words of 64 consecutive samples; see <see cref="WordIndex"/>.
    /// </summary>
    /// <param name="row">The row, below <see cref="MaximumRows"/>.</param>
    /// <param name="sample">The global sample, below <see cref="MaximumSamples"/>.</param>
    public static uint ElementBlock(int row, int sample) =>
        ((uint)row << 18) | (((uint)sample >> 6) << 4) | ((uint)sample & 15u);

    /// <summary>Which of its block's four words an element takes: (sample &gt;&gt; 4) &amp; 3.</summary>
    /// <param name="sample">The global sample.</param>
    public static int WordIndex(int sample) => (sample >> 4) & 3;

    /// <summary>The random word of one element.</summary>
    /// <param name="row">The row, 0 to <see cref="MaximumRows"/> - 1.</param>
    /// <param name="sample">The global sample, 0 to <see cref="MaximumSamples"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The element or the draw site has no place in the counter.</exception>
    public uint Word(int row, int sample)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)MaximumRows, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sample, (uint)MaximumSamples, nameof(sample));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)DrawSite, 1u << 24, nameof(DrawSite));
        PhiloxBlock block = Philox.Generate(new PhiloxBlock(ElementBlock(row, sample), SiteWord, Step, Iteration), KeyLow, KeyHigh);
        return block[WordIndex(sample)];
    }
}
