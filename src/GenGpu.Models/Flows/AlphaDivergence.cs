using GenGpu.Core.Programs;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;
using GenGpu.Models.Sampling;

namespace GenGpu.Models.Flows;

/// <summary>
/// Flow annealed importance sampling bootstrap (Midgley, Stimper, Simm, Schoelkopf and Hernandez-Lobato, ICLR 2023): minimises the alpha = 2 divergence, the variance
/// of p / q, with samples annealed from q to p^2 / q, which lie where q is too small. Every step anneals one batch into a replay buffer and takes several gradients
/// -sum_i v_i log q(x_i) of batches drawn from it by weight, v_i corrected by q_then(x_i) / q_now(x_i) (sections 3.2 and 3.3 there).
/// </summary>
internal sealed class AlphaDivergence
{
    // As in the paper: a sample whose density has fallen far since it was stored would otherwise be all there is in a batch.
    private const float LargestCorrection = 10;
    private readonly Flow _flow;
    private readonly EnergyTarget _target;
    private readonly FamilySettings _settings;
    private readonly AnnealedImportance _annealing;
    private readonly ReplayBuffer _buffer;

    /// <summary>Adds the state of annealing and buffer to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="target">What it learns.</param>
    /// <param name="settings">The family's settings.</param>
    /// <param name="batchSize">Samples of a training step.</param>
    public AlphaDivergence(ModelBuilder model, Flow flow, EnergyTarget target, FamilySettings settings, int batchSize)
    {
        (_flow, _target, _settings) = (flow, target, settings);
        _annealing = new AnnealedImportance(model, target.Energy, new AnnealedImportanceOptions
        {
            Intermediates = settings.Whole("annealedDistributions"),
            LeapfrogSteps = settings.Whole("annealedLeapfrogSteps"),
            Target = AnnealedTarget.SquaredOverProposal,
        });
        _buffer = new ReplayBuffer(model, target.Dimensions, settings.Whole("replayBlocks"), batchSize);
    }

    /// <summary>Emits the initial state.</summary>
    /// <param name="g">The initialise program.</param>
    public void Initialise(ProgramBuilder g)
    {
        _annealing.Initialise(g);
        _buffer.Initialise(g);
    }

    /// <summary>Emits a training step.</summary>
    /// <param name="g">The train program.</param>
    /// <param name="optimizer">Takes the gradients.</param>
    public void Train(ProgramBuilder g, Optimizer optimizer)
    {
        var frozen = new FlowScope(g, isFrozen: true);
        AnnealedSamples samples = _annealing.Emit(
            g,
            g.Constant((float)_target.Beta),
            _ => _flow.Sample(frozen, "base"),
            (_, x) => _flow.LogDensity(frozen, x),
            adapts: true);
        g.Report("annealedAcceptance", samples.Acceptance);
        _buffer.Store(g, samples.Position, samples.LogWeight, samples.LogDensity);
        g.Repeat(RepeatCount.Of(_settings.Hyper(g.Model, "replayUpdates")), () =>
        {
            ReplayDraw draw = _buffer.Draw(g, "replay");
            Value logDensity = _flow.LogDensity(new FlowScope(g), draw.Point);
            Value now = g.StopGradient(logDensity);
            Value shares = g.Exp(draw.LogWeight - g.MaximumBatch(draw.LogWeight));
            Value correction = g.Minimum(g.Exp(g.Minimum(draw.LogDensity - now, 20f)), LargestCorrection);
            Value weights = g.StopGradient(shares / g.SumBatch(shares) * correction);
            Value loss = -g.SumBatch(weights * logDensity);
            g.Report("loss", loss);
            Value[] gradients = g.Gradients(loss, _flow.Parameters);
            _buffer.Reweight(g, draw, now);
            optimizer.Update(g, _flow.Parameters, gradients);
        });
    }
}
