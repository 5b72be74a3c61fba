namespace GenGpu.Training;

/// <summary>Seeds of samples that share no random number with those of a run: other Philox keys for the same trials.</summary>
public static class SampleSeeds
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    /// <summary>The key of one trial's samples. Different for every trial of a run, since both mixings are bijections.</summary>
    /// <param name="trialSeed">Seed of the trial.</param>
    /// <param name="sampleSeed">Seed that the user gives.</param>
    public static ulong Of(ulong trialSeed, ulong sampleSeed) => Mix(trialSeed ^ Mix(unchecked(sampleSeed + GoldenRatio)));

    // The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
