using GenGpu.Core.Programs;

namespace GenGpu.Models.Diffusion;

/// <summary>Diffusion of continuous data by Gaussian noise (Ho, Jain and Abbeel 2020): x_t = sqrt(alphaBar_t) x_0 + sqrt(1 - alphaBar_t) epsilon in units of <see cref="DiffusionSpace"/>.</summary>
/// <param name="schedule">The forward process.</param>
/// <param name="network">Predicts.</param>
/// <param name="space">Where it diffuses.</param>
/// <param name="prediction">What the network predicts.</param>
/// <param name="isUpper">Whether a step back from t has the variance beta_t, which suits x_0 that x_t says nothing about, instead of the posterior's given x_0, which suits data in one point (section 3.2).</param>
/// <param name="bound">Setting with the largest |xhat_0| of sampling in standard deviations of the data, or null for none.</param>
internal sealed class GaussianDiffusion(
    NoiseSchedule schedule, DenoisingNetwork network, DiffusionSpace space, NoisePrediction prediction, bool isUpper, HyperSlot? bound) : IDiffusionProcess
{
    // Rows of the two tables: the forward process, and weights of the terms of the bound.
    private const int Signal = 0, Noise = 1, LogAlphaBar = 2, LossWeight = 0, BoundWeight = 1;
    private const int BoundTimes = 16;
    private readonly ScheduleTable _table = new(schedule);

    /// <inheritdoc/>
    /// <remarks>Simple: the mean squared error of what is predicted (equation 14). Bound: see <see cref="Weight"/>.</remarks>
    public Value Loss(ProgramBuilder g, Value data, bool isBound, DenoiserScope scope)
    {
        Value clean = space.FromData(g, data);
        Value time = _table.Uniform(g, g.Uniform(1, "time"));
        Value path = Path(g, time);
        Value noise = g.Normal(space.Rows, "noise");
        Value output = network.Forward(g, Noised(g, clean, noise, path), time, scope);
        Value squares = Squares(g, clean, noise, output, path);
        if (!isBound)
            return g.Mean(squares);
        double constant = Constant / space.Rows;
        return g.Mean(g.SumRows(squares) * Row(g, Weights(g, time), LossWeight)) * (1f / space.Rows) + (float)constant;
    }

    /// <inheritdoc/>
    /// <remarks>x_s from x_t with xhat_0 for x_0: ancestral by q(x_s | x_t, x_0) (equations 6 and 7, for times of any distance); implicit by Song et al. 2021, equation 12 with sigma = 0.</remarks>
    public Value Sample(ProgramBuilder g, HyperSlot sampleSteps, bool isImplicit, DenoiserScope scope)
    {
        Value? largest = bound is null ? null : g.Hyper(bound);
        Value last = _table.Descend(g, sampleSteps, g.Normal(space.Rows, "prior"), (noisy, time, next) =>
        {
            Value now = Path(g, time);
            Value clean = Clean(g, noisy, network.Forward(g, noisy, time, scope), now);
            if (largest is not null)
                clean = g.Clamp(clean, -largest, largest);
            return isImplicit ? Implicit(g, noisy, clean, now, Path(g, next)) : Ancestral(g, noisy, clean, now, Path(g, next));
        });
        return space.ToData(g, last);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// log p(x_0 | x_1) = log N(x_0; xhat_0, 1 / SNR(1)), the law of x_0 where the data are wider than that noise. The sum over t is estimated at 16 random times, spread evenly on a logarithmic scale and
    /// weighted by 1 / their probability: the terms fall off as 1 / t.
    /// </remarks>
    public Value LogLikelihoodBound(ProgramBuilder g, Value data, DenoiserScope scope)
    {
        Value clean = space.FromData(g, data);
        Value zero = g.BroadcastTo(g.Constant(0f), Shape.Batched(1, g.BatchSize));
        Value sum = g.Repeat(BoundTimes, [zero, g.Constant(0f)], v =>
        {
            Value u = (g.Uniform(1, "time") + v[1]) * (1f / BoundTimes);
            Value time = g.Clamp(g.Floor(g.Exp(u * (float)Math.Log(schedule.Steps + 1.0))), g.Constant(1f), g.Constant(schedule.Steps));
            Value path = Path(g, time);
            Value noise = g.Normal(space.Rows, "noise");
            Value output = network.Forward(g, Noised(g, clean, noise, path), time, scope);
            Value term = g.SumRows(Squares(g, clean, noise, output, path)) * Row(g, Weights(g, time), BoundWeight);
            return [v[0] + term, v[1] + 1f];
        })[0];
        double left = schedule.AlphaBar(schedule.Steps);
        double prior = 0.5 * space.Rows * (left + Math.Log(schedule.NoiseVariance(schedule.Steps)));
        Value closeness = g.SumRows(g.Square(clean)) * (float)(-0.5 * left);
        return closeness - (sum * (1f / BoundTimes)) + (float)(prior - Constant - space.LogVolume);
    }

    /// <summary>A noisy point of the data and the noise that the network sees in it: its score is -noise / sqrt(1 - alphaBar_t).</summary>
    /// <param name="g">The program.</param>
    /// <param name="data">As in <see cref="Loss"/>.</param>
    /// <param name="time">t, [1, batch].</param>
    /// <param name="scope">As in <see cref="Loss"/>.</param>
    /// <returns>x_t and the predicted noise, [rows, batch].</returns>
    public (Value Noisy, Value Noise) Denoise(ProgramBuilder g, Value data, Value time, DenoiserScope scope)
    {
        Value path = Path(g, time);
        Value noisy = Noised(g, space.FromData(g, data), g.Normal(space.Rows, "noise"), path);
        Value output = network.Forward(g, noisy, time, scope);
        Value signal = Row(g, path, Signal), deviation = Row(g, path, Noise);
        // The shortest way for each: x_t - signal xhat_0 would lose the digits of small noise.
        return (noisy, prediction switch
        {
            NoisePrediction.Velocity => g.MultiplyAdd(signal, output, deviation * noisy),
            NoisePrediction.Epsilon => output,
            _ => g.MultiplyAdd(-signal, output, noisy) / deviation,
        });
    }

    private static Value Row(ProgramBuilder g, Value table, int row) => g.SliceRows(table, row, 1);

    private static Value Noised(ProgramBuilder g, Value clean, Value noise, Value path) =>
        g.MultiplyAdd(clean, Row(g, path, Signal), noise * Row(g, path, Noise));

    private static Value Implicit(ProgramBuilder g, Value noisy, Value clean, Value now, Value next)
    {
        Value ratio = Row(g, next, Noise) / Row(g, now, Noise);
        return g.MultiplyAdd(g.MultiplyAdd(-ratio, Row(g, now, Signal), Row(g, next, Signal)), clean, ratio * noisy);
    }

    // With a = alphaBar_t / alphaBar_s: x_s = [sqrt(alphaBar_s) (1 - a) xhat_0 + sqrt(a) (1 - alphaBar_s) x_t] / (1 - alphaBar_t) + noise.
    private Value Ancestral(ProgramBuilder g, Value noisy, Value clean, Value now, Value next)
    {
        Value difference = Row(g, now, LogAlphaBar) - Row(g, next, LogAlphaBar);
        Value jump = -g.Apply(ElementwiseFunction.Expm1, difference);
        Value share = jump / g.Square(Row(g, now, Noise));
        Value deviation = Row(g, next, Noise);
        Value old = g.Exp(difference * 0.5f) * g.Square(deviation / Row(g, now, Noise));
        // The last step ends at xhat_0 itself.
        Value spread = isUpper ? g.Sqrt(jump) * g.Less(g.Constant(0f), deviation) : g.Sqrt(share) * deviation;
        return g.MultiplyAdd(Row(g, next, Signal) * share, clean, g.MultiplyAdd(old, noisy, spread * g.Normal(space.Rows, "step")));
    }

    private Value Clean(ProgramBuilder g, Value noisy, Value output, Value path) => prediction switch
    {
        NoisePrediction.Velocity => g.MultiplyAdd(Row(g, path, Signal), noisy, -Row(g, path, Noise) * output),
        NoisePrediction.Epsilon => g.MultiplyAdd(-Row(g, path, Noise), output, noisy) / Row(g, path, Signal),
        _ => output,
    };

    private Value Squares(ProgramBuilder g, Value clean, Value noise, Value output, Value path) => g.Square(output - (prediction switch
    {
        NoisePrediction.Velocity => g.MultiplyAdd(noise, Row(g, path, Signal), -Row(g, path, Noise) * clean),
        NoisePrediction.Epsilon => noise,
        _ => clean,
    }));

    private Value Path(ProgramBuilder g, Value time) => _table.At(g, "diffusion.path", time, t =>
        [Math.Sqrt(schedule.AlphaBar(t)), Math.Sqrt(schedule.NoiseVariance(t)), schedule.LogAlphaBar(t)]);

    private Value Weights(ProgramBuilder g, Value time) => _table.At(g, "diffusion.weights", time, t =>
        t == 0 ? [0, 0] : [Weight(t) * schedule.Steps, Weight(t) * Math.Log(schedule.Steps + 1.0) / Math.Log((t + 1.0) / t)]);

    /// <summary>Variance of q(x_(t-1) | x_t, x_0) over that of the step back.</summary>
    private double Narrowing(int t) => isUpper && t > 1 ? schedule.NoiseVariance(t - 1) / schedule.NoiseVariance(t) : 1;

    /// <summary>
    /// The weight of the squared error of what is predicted in the bound: Narrowing (SNR(t - 1) - SNR(t)) / 2 times |x_0 - xhat_0|^2 over that error (Kingma et al. 2021, equation 13). The last term,
    /// -log N(x_0; xhat_0, 1 / SNR(1)), has the same form with SNR(0) = 2 SNR(1).
    /// </summary>
    private double Weight(int t)
    {
        double now = schedule.SignalToNoise(t);
        double before = t == 1 ? 2 * now : schedule.SignalToNoise(t - 1);
        return 0.5 * Narrowing(t) * (before - now) * prediction switch
        {
            NoisePrediction.Velocity => schedule.NoiseVariance(t),
            NoisePrediction.Epsilon => 1 / now,
            _ => 1,
        };
    }

    /// <summary>What the terms of the bound hold besides squared errors: the normaliser of p(x_0 | x_1), and (r - 1 - log r) / 2 per row of two variances of ratio r.</summary>
    private double Constant => space.Rows * (Enumerable.Range(2, schedule.Steps - 1).Sum(t => 0.5 * (Narrowing(t) - 1 - Math.Log(Narrowing(t))))
        - (0.5 * Math.Log(schedule.SignalToNoise(1) / (2 * Math.PI))));
}
