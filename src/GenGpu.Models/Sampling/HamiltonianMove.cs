using GenGpu.Core.Programs;

namespace GenGpu.Models.Sampling;

/// <summary>
/// One move of Hamiltonian Monte Carlo (Duane et al. 1987; Neal, MCMC using Hamiltonian dynamics, 2011, section 3): fresh momenta, leapfrog steps, Metropolis test. It keeps exp(-W) for every replica and chain. In coordinates
/// x / scale the mass is 1, so a scale of about the standard deviation of each coordinate is a mass of 1 / scale^2.
/// </summary>
/// <param name="g">The program, within whose current block the move is emitted.</param>
/// <param name="blocks">Replicas.</param>
/// <param name="evaluate">W and its force at a position.</param>
/// <param name="settings">Step size and what else shapes the trajectory.</param>
/// <param name="site">Prefix of the draw sites, unique in the program.</param>
internal sealed class HamiltonianMove(ProgramBuilder g, ReplicaBlocks blocks, Func<Value, PathPoint> evaluate, TrajectorySettings settings, string site)
{
    private const float TwoPi = 2 * MathF.PI;

    /// <summary>Angles to [-pi, pi), up to the rounding of a float.</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">Angles.</param>
    public static Value Wrap(ProgramBuilder g, Value x) => x - (TwoPi * g.Floor((x + MathF.PI) * (1 / TwoPi)));

    /// <summary>Emits the move.</summary>
    /// <param name="start">Where the chains stand.</param>
    /// <returns>Where they stand afterwards, and the probability with which each was accepted, [replicas, chains].</returns>
    public (PathPoint End, Value Acceptance) Emit(PathPoint start)
    {
        // A length of its own for every chain and move, so that no period of the motion is met by a whole number of steps (Neal 2011, section 3.2).
        Value spread = (g.Uniform(1, site + ".jitter") * 2f) - 1f;
        Value step = blocks.Spread(g, settings.StepSize * (1f + (settings.Jitter * spread))) * settings.Scale;
        Value momentum = g.Normal(blocks.Dimensions * blocks.Count, site + ".momentum");
        Value before = start.Potential + Kinetic(momentum);
        Value half = 0.5f * step;
        Value[] last = g.Repeat(settings.LeapfrogSteps, [start.Position, g.MultiplyAdd(half, start.Force, momentum), start.Force, start.Potential, .. start.Extras], v =>
        {
            PathPoint point = evaluate(g.MultiplyAdd(step, v[1], v[0]));
            return [point.Position, g.MultiplyAdd(step, point.Force, v[1]), point.Force, point.Potential, .. point.Extras];
        });

        // The body ends with a whole kick; half of it belongs to a step that is not taken.
        Value energy = last[3] + Kinetic(last[1] - (half * last[2]));
        Value acceptance = g.Where(IsFinite(energy), g.Exp(g.Minimum(before - energy, 0f)), g.Constant(0f));
        Value accepted = g.Less(g.Uniform(blocks.Count, site + ".accept"), acceptance);
        Value everywhere = blocks.Spread(g, accepted);
        Value end = settings.IsAngular ? Wrap(g, last[0]) : last[0];
        var point = new PathPoint(
            g.Where(everywhere, end, start.Position),
            g.Where(accepted, last[3], start.Potential),
            g.Where(everywhere, last[2], start.Force),
            [.. start.Extras.Select((extra, i) => g.Where(accepted, last[4 + i], extra))]);
        return (point, acceptance);
    }

    private Value Kinetic(Value momentum) => 0.5f * blocks.Sum(g, g.Square(momentum));

    private Value IsFinite(Value value) => g.Apply(ElementwiseFunction.IsFinite, value);
}
