namespace GenGpu.Core.Programs;

/// <summary>
/// A block that runs a number of times: CD-k, Gibbs steps, n_critic loops, leapfrog, AIS. Gradients inside the body are allowed;
/// differentiating through it is refused.
/// </summary>
public sealed class Repeat : Node
{
    internal Repeat(RepeatCount count, IReadOnlyList<Node> body, IReadOnlyList<CarriedValue> carried, int firstId, int endId)
    {
        FirstId = firstId;
        EndId = endId;
        Count = count;
        Body = body;
        Carried = carried;
    }

    /// <summary>Number of iterations.</summary>
    public RepeatCount Count { get; }

    /// <summary>The nodes of one iteration.</summary>
    public IReadOnlyList<Node> Body { get; }

    /// <summary>Values handed from iteration to iteration.</summary>
    public IReadOnlyList<CarriedValue> Carried { get; }

    /// <summary>Values with this id and above, below <see cref="EndId"/>, were made in the body: a state version with a smaller one was read before.</summary>
    internal int FirstId { get; }

    /// <summary>Values with this id and above were made after the body.</summary>
    internal int EndId { get; }
}
