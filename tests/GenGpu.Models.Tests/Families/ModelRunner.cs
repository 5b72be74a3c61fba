using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Families;

namespace GenGpu.Models.Tests.Families;

/// <summary>Runs the programs of a model on an accelerator.</summary>
internal sealed class ModelRunner : IDisposable
{
    private readonly IAccelerator _accelerator;

    public ModelRunner(IAccelerator accelerator, TrainableModel model, params ulong[] seeds)
    {
        _accelerator = accelerator;
        Model = model;
        Ensemble = accelerator.CreateEnsemble(model.Definition, seeds.Length == 0 ? [42UL] : seeds);
        accelerator.Run([new Launch(Ensemble, model.Initialise, 0, 1)]);
    }

    public TrainableModel Model { get; }

    public IEnsemble Ensemble { get; }

    public void Train(int steps, long firstStep = 0) => _accelerator.Run([new Launch(Ensemble, Model.Train, firstStep, steps)]);

    public float[] Read(string slot, int model = 0)
    {
        StateSlot state = Model.Definition.FindState(slot)!;
        float[] values = new float[state.Shape.ElementCount];
        Ensemble.Read(model, state, values);
        return values;
    }

    public void Write(string slot, params float[] values) => Ensemble.Write(0, Model.Definition.FindState(slot)!, values);

    /// <summary>Samples [rows, count] of one model, from an output of a program.</summary>
    public float[] Run(Program program, string output, int steps, int model = 0)
    {
        ProgramStream stream = program.Outputs.Single(o => o.Name == output);
        float[] values = new float[stream.LengthPerModel(steps)];
        var outputs = new Memory<float>?[program.Outputs.Count];
        outputs[stream.Index] = values;
        _accelerator.Run([new Launch(Ensemble, program, 0, steps) { FirstModel = model, ModelCount = 1, IncludeStopped = true, Outputs = outputs }]);
        return values;
    }

    public float[] Sample(int steps, int model = 0) => Run(Model.Sample, Model.SamplesOutput, steps, model);

    public void Dispose() => Ensemble.Dispose();
}
