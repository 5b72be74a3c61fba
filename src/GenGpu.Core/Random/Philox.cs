namespace GenGpu.Core.Random;

/// <summary>
/// Philox4x32: the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
/// (SC 2011), section 3.3. A block is a bijection of its counter under a key: no state, any element in any order.
/// </summary>
public static class Philox
{
    /// <summary>Multiplier of the first word.</summary>
    public const uint Multiplier0 = 0xD2511F53;

    /// <summary>Multiplier of the third word.</summary>
    public const uint Multiplier1 = 0xCD9E8D57;

    /// <summary>Added to the first key word after each round (golden ratio).</summary>
    public const uint Weyl0 = 0x9E3779B9;

    /// <summary>Added to the second key word after each round (square root of 3, less 1).</summary>
    public const uint Weyl1 = 0xBB67AE85;

    /// <summary>Rounds of the generator in use.</summary>
    public const int Rounds = 10;

    /// <summary>The random block of a counter.</summary>
    /// <param name="counter">The counter.</param>
    /// <param name="key0">First key word.</param>
    /// <param name="key1">Second key word.</param>
    /// <param name="rounds">Number of rounds; 10 everywhere but in tests of the 7-round variant.</param>
    public static PhiloxBlock Generate(PhiloxBlock counter, uint key0, uint key1, int rounds = Rounds)
    {
        (uint c0, uint c1, uint c2, uint c3) = counter;
        for (int round = 0; round < rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0;
            ulong product1 = (ulong)Multiplier1 * c2;
            c0 = (uint)(product1 >> 32) ^ c1 ^ key0;
            c2 = (uint)(product0 >> 32) ^ c3 ^ key1;
            c1 = (uint)product1;
            c3 = (uint)product0;
            key0 += Weyl0;
            key1 += Weyl1;
        }
        return new PhiloxBlock(c0, c1, c2, c3);
    }
}
