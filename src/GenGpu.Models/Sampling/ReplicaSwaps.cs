using GenGpu.Core.Programs;

namespace GenGpu.Models.Sampling;

/// <summary>
/// Swaps of neighbouring replicas, accepted with probability min(1, exp((beta_r - beta_s)(U_r - U_s))) (Swendsen and Wang 1986; Hukushima and Nemoto 1996): first the pairs (0, 1), (2, 3) .., then (1, 2), (3, 4) ..
/// </summary>
/// <param name="g">The program.</param>
/// <param name="blocks">Replicas.</param>
/// <param name="betas">Inverse temperatures, [replicas, 1].</param>
internal sealed class ReplicaSwaps(ProgramBuilder g, ReplicaBlocks blocks, Value betas)
{
    /// <summary>Emits both passes.</summary>
    /// <param name="start">Positions with potential beta U and its force.</param>
    /// <returns>The same after the swaps, and the acceptance probability of each neighbouring pair, [replicas - 1, chains].</returns>
    public (PathPoint End, Value Acceptance) Emit(PathPoint start)
    {
        (PathPoint middle, Value even) = Pass(start, 0);
        (PathPoint end, Value odd) = Pass(middle, 1);
        // Row r of a pass is about the pair of replica r: the even pairs are those of the first pass.
        int[] rows = [.. Enumerable.Range(0, blocks.Count - 1).Select(r => r % 2 == 0 ? r : blocks.Count + r)];
        return (end, g.GatherRows(g.ConcatenateRows(even, odd), rows));
    }

    private (PathPoint End, Value Acceptance) Pass(PathPoint start, int parity)
    {
        // A replica without a partner is its own: its difference is 0, and swapping it changes nothing.
        int[] partner = [.. Enumerable.Range(0, blocks.Count).Select(r => r % 2 == parity ? r + 1 : r - 1).Select((p, r) => p < 0 || p >= blocks.Count ? r : p)];
        int[] lower = [.. partner.Select(Math.Min)];
        Value energy = start.Potential / betas;
        Value otherBetas = g.GatherRows(betas, partner);
        Value other = g.GatherRows(energy, partner);
        Value logRatio = (betas - otherBetas) * (energy - other);
        Value acceptance = g.Where(g.Apply(ElementwiseFunction.IsFinite, logRatio), g.Exp(g.Minimum(logRatio, 0f)), g.Constant(0f));
        Value uniform = g.GatherRows(g.Uniform(blocks.Count, $"swap.{parity}"), lower);
        Value accepted = g.Less(uniform, acceptance);
        Value everywhere = blocks.Spread(g, accepted);
        var end = new PathPoint(
            g.Where(everywhere, blocks.Permute(g, start.Position, partner), start.Position),
            g.Where(accepted, betas * other, start.Potential),
            g.Where(everywhere, blocks.Permute(g, start.Force, partner) * blocks.Spread(g, betas / otherBetas), start.Force));
        return (end, acceptance);
    }
}
