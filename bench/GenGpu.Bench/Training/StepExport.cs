using System.Text.Json;
using GenGpu.Benchmarks;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu;
using GenGpu.Models.Families;

namespace GenGpu.Bench.Training;

/// <summary>
/// One step of a flow for others to repeat: its parameters after some training, the samples of the base, the loss and its gradients, as one line of JSON.
/// </summary>
public static class StepExport
{
    private const int TrainedSteps = 50;
    private const ulong Seed = 42;

    public static int Run(string[] args)
    {
        TrainingCell cell = TrainingOptions.Parse(args).Cell;
        TrainableModel model = cell.CreateModel();
        using var accelerator = new CpuAccelerator(1);
        using IEnsemble ensemble = accelerator.CreateEnsemble(model.Definition, [Seed]);
        accelerator.Run([new Launch(ensemble, model.Initialise, 0, 1)]);
        // The last layers start at zero, and their neighbours' gradients with them: a few steps show all.
        accelerator.Run([new Launch(ensemble, model.Train, 0, TrainedSteps)]);
        StateSlot[] parameters = [.. model.Definition.State.Where(slot => slot.Role == StateRole.Parameter)];
        var values = parameters.ToDictionary(slot => slot.Name, slot => Read(ensemble, slot));
        foreach (StateSlot slot in model.Definition.State.Where(slot => slot.Role is StateRole.FirstMoment or StateRole.SecondMoment))
            ensemble.Write(0, slot, new float[slot.Shape.ElementCount]);
        accelerator.Run([new Launch(ensemble, model.Train, TrainedSteps, 1)]);
        // From zero, Adam's first moment after one step is (1 - beta1) times the gradient.
        Dictionary<string, StateSlot> moments = model.Definition.State.Where(slot => slot.Role == StateRole.FirstMoment).ToDictionary(slot => slot.Name);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            family = cell.Family,
            width = cell.Width,
            loss = Read(ensemble, model.Definition.State.Single(slot => slot is { Name: "loss", Role: StateRole.Report }))[0],
            @base = BaseSamples(accelerator, model.Target.Dimensions, cell.BatchSize),
            parameters = parameters.Select(slot => new
            {
                name = slot.Name,
                values = values[slot.Name],
                gradient = Read(ensemble, moments[slot.Name + ".firstMoment"]).Select(moment => moment / 0.1f).ToArray(),
            }),
        }));
        return 0;
    }

    /// <summary>What the train program draws from the base: draws depend on seed, purpose, step and the name of their site, not on the program around them.</summary>
    private static float[] BaseSamples(CpuAccelerator accelerator, int dimensions, int batchSize)
    {
        var model = new ModelBuilder("base");
        ProgramBuilder g = model.Program("draw", batchSize, RandomPurpose.Train);
        g.Output("z", g.Normal(dimensions, "base"));
        GenGpu.Core.Programs.Program program = g.Build();
        using IEnsemble ensemble = accelerator.CreateEnsemble(model.Build(), [Seed]);
        float[] z = new float[dimensions * batchSize];
        accelerator.Run([new Launch(ensemble, program, TrainedSteps, 1) { Outputs = [z.AsMemory()] }]);
        return z;
    }

    private static float[] Read(IEnsemble ensemble, StateSlot slot)
    {
        float[] values = new float[slot.Shape.ElementCount];
        ensemble.Read(0, slot, values);
        return values;
    }
}
