namespace GenGpu.Training;

/// <summary>
/// The version of the numbers. It is stored with every result and raised whenever the same configuration gives other bits, so that
/// results of different versions are never mixed and a checkpoint of another version is not continued.
/// </summary>
public static class NumericsVersion
{
    /// <summary>The version of this build.</summary>
    public const int Current = 4;
}
