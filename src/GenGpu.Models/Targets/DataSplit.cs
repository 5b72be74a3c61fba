namespace GenGpu.Models.Targets;

/// <summary>The sizes of the three disjoint parts of a data set.</summary>
/// <param name="TrainCount">Points to train on.</param>
/// <param name="HeldOutCount">Points in each of the two held-out parts.</param>
public readonly record struct DataSplit(int TrainCount, int HeldOutCount)
{
    /// <summary>Splits a number of points: each held-out part takes <paramref name="heldOutShare"/> / 2 of them, at least 2, and training the rest.</summary>
    /// <param name="count">Number of points.</param>
    /// <param name="heldOutShare">Share of both held-out parts together, above 0 and below 1.</param>
    /// <returns>The sizes.</returns>
    public static DataSplit Of(int count, double heldOutShare)
    {
        int heldOut = Math.Max(2, (int)Math.Floor(0.5 * heldOutShare * count));
        return new DataSplit(count - 2 * heldOut, heldOut);
    }
}
