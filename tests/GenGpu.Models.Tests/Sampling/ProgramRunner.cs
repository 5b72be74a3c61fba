using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Sampling;

/// <summary>Runs programs of one model and gives their outputs by name.</summary>
internal sealed class ProgramRunner : IDisposable
{
    private readonly IAccelerator _accelerator;
    private readonly Dictionary<Program, long> _steps = [];

    public ProgramRunner(string accelerator, ModelDefinition definition, ulong seed = 1)
    {
        _accelerator = accelerator == "cpu" ? new CpuAccelerator(1) : ReferenceAccelerator.CreateFloat();
        Ensemble = _accelerator.CreateEnsemble(definition, [seed]);
    }

    public IEnsemble Ensemble { get; }

    /// <summary>Outputs by name, [rows][steps * columns]; steps go on where the last call of the program ended.</summary>
    public Dictionary<string, float[]> Run(Program program, int steps = 1)
    {
        long first = _steps.GetValueOrDefault(program);
        _steps[program] = first + steps;
        float[][] outputs = [.. program.Outputs.Select(o => new float[o.LengthPerModel(steps)])];
        _accelerator.Run([new Launch(Ensemble, program, first, steps) { Outputs = [.. outputs.Select(o => (Memory<float>?)o)] }]);
        return program.Outputs.ToDictionary(o => o.Name, o => outputs[o.Index]);
    }

    public float[] Read(StateSlot slot)
    {
        float[] values = new float[slot.Shape.ElementCount];
        Ensemble.Read(0, slot, values);
        return values;
    }

    public void Set(string hyper, params float[] values) => Ensemble.WriteHyper(0, Ensemble.Definition.FindHyper(hyper)!, values);

    public void Dispose()
    {
        Ensemble.Dispose();
        _accelerator.Dispose();
    }
}
