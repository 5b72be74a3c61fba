using GenGpu.Core.Programs;

namespace GenGpu.Models.Diffusion;

/// <summary>
/// Diffusion of categories (Hoogeboom et al. 2021; Austin et al. 2021): q(x_t | x_0) keeps the category with probability alphaBar_t and draws one of all K otherwise. The network sees the one-hot x_t; its
/// output plus log q(x_t | x_0 = c), which is known, are the logits of x_0, so that what it has to learn does not grow at either end of time. A step back is the exact one for that estimate,
/// sum_c q(x_s | x_t, x_0 = c) p(x_0 = c | x_t).
/// </summary>
/// <param name="schedule">The forward process.</param>
/// <param name="network">Gives the logits of x_0, up to what is known.</param>
/// <param name="count">Number K of categories.</param>
internal sealed class MultinomialDiffusion(NoiseSchedule schedule, DenoisingNetwork network, int count) : IDiffusionProcess
{
    private const int AlphaBar = 0, NoiseVariance = 1, LogAlphaBar = 2;
    private const int BoundTimes = 16;
    private const float Least = 1e-30f;
    private readonly ScheduleTable _table = new(schedule);

    /// <inheritdoc/>
    /// <remarks>Simple: the cross entropy of x_0 and its estimate (Austin et al. 2021, the auxiliary term of equation 5). Bound: T times a term of the bound, over K rows.</remarks>
    public Value Loss(ProgramBuilder g, Value data, bool isBound, DenoiserScope scope)
    {
        Value time = _table.Uniform(g, g.Uniform(1, "time"));
        Value path = Path(g, time);
        Value noisy = Noised(g, data, path);
        Value logits = Logits(g, noisy, time, path, scope);
        return isBound
            ? g.Mean(Divergence(g, data, noisy, logits, path, Path(g, time - 1f))) * ((float)schedule.Steps / count)
            : g.Mean(g.LogSumExpRows(logits) - g.SumRows(data * logits));
    }

    /// <inheritdoc/>
    /// <remarks>Implicit: x_s is x_t with probability (1 - alphaBar_s) / (1 - alphaBar_t), and a draw from the estimate of x_0 otherwise (Song et al. 2021, appendix A).</remarks>
    public Value Sample(ProgramBuilder g, HyperSlot sampleSteps, bool isImplicit, DenoiserScope scope)
    {
        Value start = g.Floor(g.Uniform(1, "prior") * count);
        return _table.Descend(g, sampleSteps, start, (category, time, next) =>
        {
            Value noisy = g.OneHot(category, count);
            Value now = Path(g, time), then = Path(g, next);
            Value estimate = g.SoftmaxRows(Logits(g, noisy, time, now, scope));
            if (!isImplicit)
                return g.Categorical(Back(g, noisy, estimate, now, then), "step");
            Value kept = Row(g, then, NoiseVariance) / Row(g, now, NoiseVariance);
            return g.Categorical(g.MultiplyAdd(kept, noisy - estimate, estimate), "step");
        });
    }

    /// <inheritdoc/>
    /// <remarks>The sum over t is estimated at 16 random times, spread evenly.</remarks>
    public Value LogLikelihoodBound(ProgramBuilder g, Value data, DenoiserScope scope)
    {
        Value zero = g.BroadcastTo(g.Constant(0f), Shape.Batched(1, g.BatchSize));
        Value sum = g.Repeat(BoundTimes, [zero, g.Constant(0f)], v =>
        {
            Value time = _table.Uniform(g, (g.Uniform(1, "time") + v[1]) * (1f / BoundTimes));
            Value path = Path(g, time);
            Value noisy = Noised(g, data, path);
            Value logits = Logits(g, noisy, time, path, scope);
            return [v[0] + Divergence(g, data, noisy, logits, path, Path(g, time - 1f)), v[1] + 1f];
        })[0];
        double left = schedule.AlphaBar(schedule.Steps), other = (1 - left) / count, own = left + other;
        double prior = (own * Math.Log(own * count)) + ((count - 1) * other * Math.Log(other * count));
        return g.MultiplyAdd(sum, g.Constant(-(float)schedule.Steps / BoundTimes), g.Constant((float)-prior));
    }

    private static Value Row(ProgramBuilder g, Value table, int row) => g.SliceRows(table, row, 1);

    private Value Noised(ProgramBuilder g, Value data, Value path)
    {
        Value keeps = g.Less(g.Uniform(1, "keep"), Row(g, path, AlphaBar));
        return g.Where(keeps, data, g.OneHot(g.Floor(g.Uniform(1, "noise") * count), count));
    }

    private Value Logits(ProgramBuilder g, Value noisy, Value time, Value path, DenoiserScope scope) =>
        network.Forward(g, noisy, time, scope) + g.Log(Likelihood(g, noisy, path));

    // q(x_t | x_0 = c) of the x_t that is there, for every c.
    private Value Likelihood(ProgramBuilder g, Value noisy, Value path) =>
        g.MultiplyAdd(Row(g, path, AlphaBar), noisy, Row(g, path, NoiseVariance) * (1f / count));

    // KL(q(x_s | x_t, x_0) || p(x_s | x_t)), [1, batch]; at s = 0 it is -log p(x_0 | x_1).
    private Value Divergence(ProgramBuilder g, Value data, Value noisy, Value logits, Value now, Value then)
    {
        Value exact = Back(g, noisy, data, now, then);
        Value model = Back(g, noisy, g.SoftmaxRows(logits), now, then);
        return g.SumRows(exact * (g.Log(g.Maximum(exact, Least)) - g.Log(g.Maximum(model, Least))));
    }

    // sum_c estimate_c q(x_s | x_t, c) = [a x_t + (1 - a) / K] [alphaBar_s w + (1 - alphaBar_s) / K sum w], a = alphaBar_t / alphaBar_s, w = estimate / q(x_t | c).
    private Value Back(ProgramBuilder g, Value noisy, Value estimate, Value now, Value then)
    {
        Value difference = Row(g, now, LogAlphaBar) - Row(g, then, LogAlphaBar);
        Value jump = -g.Apply(ElementwiseFunction.Expm1, difference) * (1f / count);
        Value from = g.MultiplyAdd(g.Exp(difference), noisy, jump);
        Value weight = estimate / Likelihood(g, noisy, now);
        Value to = g.MultiplyAdd(Row(g, then, AlphaBar), weight, g.SumRows(weight) * (Row(g, then, NoiseVariance) * (1f / count)));
        return from * to;
    }

    private Value Path(ProgramBuilder g, Value time) => _table.At(g, "diffusion.path", time, t =>
        [schedule.AlphaBar(t), schedule.NoiseVariance(t), schedule.LogAlphaBar(t)]);
}
