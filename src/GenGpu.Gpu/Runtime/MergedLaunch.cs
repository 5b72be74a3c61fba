using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Runtime;

/// <summary>
/// Launches of one call that are the same but for their models, as one: a sampler asks for one launch per model, and one group per kernel call
/// would leave a device idle.
/// </summary>
/// <param name="Part">The part of the ensemble.</param>
/// <param name="First">One of the launches: program, steps and input streams are the same for all.</param>
/// <param name="Targets">The models that run, in ascending order.</param>
internal sealed record MergedLaunch(EnsemblePart Part, Launch First, IReadOnlyList<LaunchTarget> Targets)
{
    /// <summary>The ensemble.</summary>
    public GpuEnsemble Ensemble => (GpuEnsemble)First.Ensemble;

    /// <summary>The program.</summary>
    public Program Program => First.Program;

    /// <summary>Whether some launch wants an output.</summary>
    /// <param name="output">Index of the output.</param>
    public bool Wants(int output) => output < First.Outputs.Count && First.Outputs[output] is not null;

    /// <summary>Cuts launches by the parts of their ensembles, leaves out models that do not run, and merges.</summary>
    /// <param name="launches">Launches of one call.</param>
    public static List<MergedLaunch> Of(IReadOnlyList<Launch> launches)
    {
        var merged = new Dictionary<Key, List<LaunchTarget>>();
        foreach (Launch launch in launches)
        {
            var ensemble = (GpuEnsemble)launch.Ensemble;
            ulong wanted = 0;
            for (int output = 0; output < launch.Outputs.Count; output++)
                wanted |= launch.Outputs[output] is null ? 0 : 1ul << output;
            foreach (EnsemblePart part in ensemble.Parts)
            {
                int begin = Math.Max(launch.FirstModel, part.FirstModel), end = Math.Min(launch.FirstModel + launch.ModelCount, part.FirstModel + part.ModelCount);
                if (begin >= end)
                    continue;

                // Inputs belong to one launch: those with inputs stay alone.
                var key = new Key(part, launch.Program, launch.FirstStep, launch.StepCount, wanted, launch.Inputs.Count > 0 ? launch : null);
                if (!merged.TryGetValue(key, out List<LaunchTarget>? targets))
                    merged.Add(key, targets = []);
                for (int model = begin; model < end; model++)
                {
                    if (launch.IncludeStopped || ensemble.Runs(model))
                        targets.Add(new LaunchTarget(model - part.FirstModel, launch, model - launch.FirstModel));
                }
            }
        }

        var result = new List<MergedLaunch>(merged.Count);
        foreach ((Key key, List<LaunchTarget> targets) in merged)
        {
            if (targets.Count == 0)
                continue;
            targets.Sort((a, b) => a.Model.CompareTo(b.Model));
            result.Add(new MergedLaunch(key.Part, targets[0].Launch, targets));
        }

        return result;
    }

    private readonly record struct Key(EnsemblePart Part, Program Program, long FirstStep, int StepCount, ulong Wanted, Launch? Alone);
}
