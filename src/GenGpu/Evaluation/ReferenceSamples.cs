using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Energies;
using GenGpu.Models.Estimators;
using GenGpu.Models.Sampling;

namespace GenGpu.Evaluation;

/// <summary>
/// Samples of exp(-beta U) / Z that models are held against: exact ones where the energy has them, otherwise those of Hamiltonian chains, or of parallel tempering for energies with several modes; with diagnostics, and a warning where they are
/// not to be trusted.
/// </summary>
public sealed class ReferenceSamples
{
    private const int ExactBatch = 1000;
    private const int PilotLength = 100;
    private const double LargestRHat = 1.05;
    private const double SmallestSize = 400;

    private ReferenceSamples(float[] values, int count, ReferenceDiagnostics diagnostics, IReadOnlyDictionary<string, Estimate> means)
    {
        Means = means;
        Values = values;
        Count = count;
        Diagnostics = diagnostics;
    }

    /// <summary>The samples, [dimensions, count], sample contiguous; neighbours come from different chains.</summary>
    public float[] Values { get; }

    /// <summary>Number of samples.</summary>
    public int Count { get; }

    /// <summary>How far they can be trusted.</summary>
    public ReferenceDiagnostics Diagnostics { get; }

    /// <summary>
    /// Means of the energy, its observables and basins over everything that the chains visited, named as <see cref="BoltzmannMetrics"/> names its own; their standard errors know the autocorrelation of the chains. Empty for exact samples.
    /// </summary>
    public IReadOnlyDictionary<string, Estimate> Means { get; }

    /// <summary>Draws samples; the same ones for the same energy, inverse temperature, count, options and accelerator.</summary>
    /// <param name="accelerator">What draws; stays the caller's.</param>
    /// <param name="energy">U, at default parameters.</param>
    /// <param name="beta">Inverse temperature, above 0.</param>
    /// <param name="count">Number of samples, at least 1.</param>
    /// <param name="options">Seed, and how chains run.</param>
    /// <param name="stop">Asks to stop; looked at about every second.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static ReferenceSamples Draw(IAccelerator accelerator, Energy energy, double beta, int count, ReferenceOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options ??= new ReferenceOptions();
        return energy.HasSampler(beta) && !options.IgnoreExactSampler
            ? Exact(accelerator, energy, beta, count, options.Seed)
            : FromChains(accelerator, energy, beta, count, options, stop);
    }

    private static ReferenceSamples Exact(IAccelerator accelerator, Energy energy, double beta, int count, ulong seed)
    {
        var model = new ModelBuilder($"energy {energy.Name}");
        ProgramBuilder g = model.Program("sample", ExactBatch, RandomPurpose.Reference);
        g.Output("samples", energy.Sample(g, "energy", beta));
        Program program = g.Build();
        using IEnsemble ensemble = accelerator.CreateEnsemble(model.Build(), [seed]);
        int steps = Training.SampleRange.Steps(count, ExactBatch);
        float[] drawn = new float[checked((int)program.Outputs[0].LengthPerModel(steps))];
        accelerator.Run([new Launch(ensemble, program, 0, steps) { Outputs = [drawn.AsMemory()] }]);
        float[] values = new float[checked(energy.Dimensions * count)];
        for (int row = 0; row < energy.Dimensions; row++)
            drawn.AsSpan(row * steps * ExactBatch, count).CopyTo(values.AsSpan(row * count, count));
        return new ReferenceSamples(values, count, new ReferenceDiagnostics(ReferenceMethod.Exact, 1, count, "", double.NaN, [], 0, 0, null), new Dictionary<string, Estimate>());
    }

    private static ReferenceSamples FromChains(IAccelerator accelerator, Energy energy, double beta, int count, ReferenceOptions options, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WarmupMoves, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumThinning, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.HottestRatio);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.HottestRatio, 1);
        var settings = new SamplerOptions { Chains = options.ChainsPerGroup, LeapfrogSteps = options.LeapfrogSteps };
        IChainSampler sampler = energy.IsMultimodal
            ? new ParallelTempering(energy, beta, beta * options.HottestRatio, settings)
            : new HamiltonianSampler(energy, beta, settings);
        using var run = new ChainRun(accelerator, sampler, options, stop);
        var followed = new FollowedFunctions(energy, run.Chains);
        run.Take(PilotLength, (_, chain, x, u) => followed.Add(chain, x, u));
        int thinning = ThinningAfter(followed.Summarise().EffectiveSampleSize, run.Chains, options);
        followed.Clear();
        run.SetThinning(thinning);

        int wanted = Training.SampleRange.Steps(count, run.Chains);
        int length = Math.Max(wanted, options.MinimumLength);
        float[] values = new float[checked(energy.Dimensions * count)];
        int kept = 0;
        run.Take(length, (number, chain, x, u) =>
        {
            followed.Add(chain, x, u);
            // Evenly spaced: as many of the wanted samples as belong before the end of this one.
            bool isKept = (long)(number + 1) * wanted / length > (long)number * wanted / length;
            if (!isKept || kept == count)
                return;
            for (int row = 0; row < x.Length; row++)
                values[((long)row * count) + kept] = (float)x[row];
            kept++;
        });

        (double rHat, string worst, double size) = followed.Summarise();
        double[] swaps = run.Mean("swapAcceptance");
        ReferenceMethod method = energy.IsMultimodal ? ReferenceMethod.ParallelTempering : ReferenceMethod.HamiltonianMonteCarlo;
        var diagnostics = new ReferenceDiagnostics(method, rHat, size, worst, run.Mean("acceptance")[0], swaps, thinning, run.Chains, null);
        return new ReferenceSamples(values, count, diagnostics with { Warning = WarningOf(energy, beta, diagnostics) }, followed.Means());
    }

    // Two thirds of the autocorrelation time in moves: samples are nearly independent, and R-hat of chains of this length is close to 1 once they have mixed (its square is about 1 + time / length).
    private static int ThinningAfter(double effectiveSize, int chains, ReferenceOptions options)
    {
        // All values equal: nothing has moved yet.
        double time = double.IsNaN(effectiveSize) ? 1.5 * options.MaximumThinning : (double)PilotLength * chains / effectiveSize;
        return (int)Math.Clamp(Math.Ceiling(time / 1.5), 1, options.MaximumThinning);
    }

    private static string? WarningOf(Energy energy, double beta, ReferenceDiagnostics d)
    {
        var reasons = new List<string>();
        if (!(d.RHat <= LargestRHat))
            reasons.Add(FormattableString.Invariant($"R-hat of {d.WorstFunction} is {d.RHat:F3}, above {LargestRHat}: the chains disagree"));
        if (!(d.EffectiveSampleSize >= SmallestSize))
            reasons.Add(FormattableString.Invariant($"the effective sample size is {d.EffectiveSampleSize:F0}, below {SmallestSize}"));
        if (!(d.Acceptance >= 0.3))
            reasons.Add(FormattableString.Invariant($"only {d.Acceptance:P0} of the moves were accepted"));
        if (d.SwapAcceptance.Any(a => !(a >= 0.05)))
            reasons.Add(FormattableString.Invariant($"neighbouring replicas hardly swap ({d.SwapAcceptance.Min():P1} at worst)"));
        if (reasons.Count == 0)
            return null;
        string remedy = d.Method == ReferenceMethod.ParallelTempering
            ? "take more warm-up moves, a hotter replica, or a smaller system"
            : "take more warm-up moves or more leapfrog steps; if the energy has several modes it must say so, for parallel tempering";
        return FormattableString.Invariant($"Target samples of {energy.Name} at beta = {beta} are not to be trusted: {string.Join("; ", reasons)}. Figures that rest on them are not either; {remedy}.");
    }
}
