using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;
using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>A configuration, checked, with its target and the models that it asks for; nothing has been computed yet.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Target">What models are judged by: the target, or with conditions the law of its pairs (<see cref="Target.Joint"/>).</param>
/// <param name="Models">One model per family.</param>
public sealed record RunPlan(TrainingConfiguration Configuration, Target Target, IReadOnlyList<TrainableModel> Models)
{
    /// <summary>Checks a configuration and builds its target and models.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="energy">An energy of the calling program, which has no name on the command line; null for what the configuration names.</param>
    /// <param name="stop">Asks to stop while samples of an energy are drawn, which takes long; all else is quick.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="UserErrorException">Something does not fit; the message says what, where and what to do.</exception>
    public static RunPlan Create(TrainingConfiguration configuration, Energy? energy = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (energy is not null)
            configuration = configuration with { Energy = configuration.Energy ?? EnergyResolver.NameOf(energy) };
        ConfigurationRules.Check(configuration);
        Target target = configuration.Energy is null ? TargetResolver.Resolve(configuration.Target, configuration.Condition) : EnergyTargets.Create(configuration, energy, stop);
        ConfigurationRules.CheckTarget(configuration, target);
        return new RunPlan(configuration, target.Joint, FamilyPlanner.Create(configuration, target));
    }

    /// <summary>Categories of the binned mode, or null.</summary>
    public CategoryGrid? Categories => Models[0].Categories;

    /// <summary>Makes the metrics; no floor is measured yet.</summary>
    /// <param name="accelerator">Draws the target and lends its buffer kernels.</param>
    /// <param name="sampling">Draws the target; null for an energy.</param>
    /// <param name="final">Metrics of final figures. Those of <see cref="MetricSelection.Full"/> cost ten times as much, most of it for their floors.</param>
    public ISampleMetrics CreateMetrics(IAccelerator accelerator, TargetSampling? sampling, MetricSelection final = MetricSelection.Final)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        if (Target is EnergyTarget energy)
            return new BoltzmannMetrics(energy.Law, Models[0].Weighted ?? throw new InvalidOperationException($"{Models[0].Family} has no weights."), energy.Condition is null ? energy.SampleMeans : null);
        ArgumentNullException.ThrowIfNull(sampling);
        TargetSampler? sampler = Target is DataTarget ? null : sampling.Draw;
        var floors = new FloorCache();
        var options = new EvaluationOptions
        {
            Protocol = Configuration.Protocol == "seed" ? MetricProtocol.Seed : MetricProtocol.Exact,
            Categories = Categories,
        };
        var curve = new MetricEvaluator(Target, options, sampler, floors);
        MetricEvaluator last = final == options.Selection ? curve : new MetricEvaluator(Target, options with { Selection = final }, sampler, floors);
        return new TargetMetrics(curve, last, accelerator.Buffers, Configuration.CurveSamples);
    }
}
