using System.Diagnostics;
using System.Globalization;
using GenGpu.Core.Accelerators;
using GenGpu.Cpu;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Spec;
using GenGpu.Training;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGpu.Bench.Sweeps;

/// <summary>
/// What the machinery of a sweep costs: trials of the 302-parameter GAN through <c>gengpu sweep run</c>'s own code, beside the same steps of the same models in one ensemble and one launch; and how busy cores are
/// when families and widths are mixed.
/// </summary>
public static class SweepBench
{
    public static int Run(string[] args)
    {
        SweepBenchOptions options = SweepBenchOptions.Parse(args);
        string folder = Path.Combine(Path.GetTempPath(), $"gengpu-bench-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            string uniform = string.Create(CultureInfo.InvariantCulture, $"""
                schema: gengpu/sweep/1
                base: {"{"}model: gan, target: 2d-gmm, budget: 310, steps: {options.Steps}, evaluate-every: {options.Steps}, curve-samples: 100, final-samples: 100{"}"}
                repeat: {"{"}seed: 0..{options.Trials - 1}{"}"}
                """);

            // Once for the compiler; it is no part of what a trial costs.
            Sweep(folder, "warm-up", uniform, options.Threads, "seed=0,1");
            SweepTimes sweep = Sweep(folder, "uniform", uniform, options.Threads);
            double pure = Pure(options);
            string mixed = string.Create(CultureInfo.InvariantCulture, $"""
                schema: gengpu/sweep/1
                base: {"{"}target: 2d-gmm, steps: {options.Steps}, evaluate-every: {options.Steps}, curve-samples: 100, final-samples: 100{"}"}
                grid: {"{"}model: [gan, vae, rbm], budget: [310, 800, 1600], seed: 0..{Math.Max(1, options.Trials / 64) - 1}{"}"}
                """);
            SweepTimes mixture = Sweep(folder, "mixed", mixed, options.Threads);
            using Process self = Process.GetCurrentProcess();
            double share = (sweep.Total - sweep.Evaluation) / pure - 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                {options.Trials} trials of the 302-parameter GAN, {options.Steps} steps each, {sweep.Cores} cores
                pure training, one ensemble     {pure:0.00} s
                the sweep without evaluation    {sweep.Total - sweep.Evaluation:0.00} s: {100 * share:0.0} % more (training {sweep.Training:0.00} s, machinery {sweep.Machinery:0.00} s)
                evaluation, timed apart         {sweep.Evaluation:0.00} s
                mixed widths and families       cores {100 * mixture.Busy:0.0} % busy while training ({mixture.Training:0.00} s), machinery {mixture.Machinery:0.00} s
                peak memory of the process      {self.PeakWorkingSet64 / 1048576.0:0} MiB
                """));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SweepTimes Sweep(string folder, string name, string yaml, int threads, params string[] overrides)
    {
        string spec = Path.Combine(folder, name + ".yaml");
        File.WriteAllText(spec, yaml);
        SweepPlan plan = SweepExpander.Expand(SweepSpecReader.Read(spec, overrides));
        return new SweepJob(plan, new SweepFolder(Path.Combine(folder, name)), new SweepOptions { Accelerator = "cpu", Threads = threads }, NullLogger.Instance).Run(null, CancellationToken.None).Times;
    }

    // The steps alone, in pieces as long as those of a sweep.
    private static double Pure(SweepBenchOptions options)
    {
        var configuration = new TrainingConfiguration { Target = "2d-gmm", Models = ["gan"], Budget = 310, Steps = options.Steps, Seed = 0 };
        RunPlan plan = RunPlan.Create(configuration);
        using var accelerator = new CpuAccelerator(options.Threads);
        using IEnsemble ensemble = accelerator.CreateEnsemble(plan.Models[0].Definition, [.. Enumerable.Range(0, options.Trials).Select(trial => (ulong)trial)]);
        accelerator.Run([new Launch(ensemble, plan.Models[0].Initialise, 0, 1)]);
        accelerator.Run([new Launch(ensemble, plan.Models[0].Train, 0, 1)]);
        long begin = Stopwatch.GetTimestamp();
        accelerator.Run([new Launch(ensemble, plan.Models[0].Train, 1, options.Steps - 1)]);
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
