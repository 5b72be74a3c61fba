using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Reference;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>The model of a case, and its run on an accelerator.</summary>
public sealed class CaseModel
{
    public const ulong Seed = 0x9E3779B97F4A7C15;

    private readonly OpCase opCase;
    private readonly StateSlot[] slots;
    private readonly ModelDefinition definition;

    /// <param name="opCase">The case.</param>
    /// <param name="temporaries">True: the operands are results of instructions, which an accelerator may overwrite; false: state.</param>
    /// <param name="gradients">True: also the gradients of sum(seed * result), and the sum as the state slot "loss".</param>
    /// <param name="ballast">True: a heavy product beside the case, so that an accelerator that cuts heavy programs into slices does so.</param>
    public CaseModel(OpCase opCase, bool temporaries, bool gradients = false, bool ballast = false)
    {
        this.opCase = opCase;
        var model = new ModelBuilder("case");
        slots = [.. opCase.Operands.Select((o, i) => model.Slot($"operand{i}", o.Shape, StateRole.Other))];
        Value one = null!;
        ProgramBuilder g = model.Program("run", opCase.BatchSize, RandomPurpose.Train);
        one = g.Hyper(model.Hyper("one", 1f));
        Value[] operands = [.. slots.Select(s => temporaries ? g.Multiply(g.Read(s), one) : g.Read(s))];
        if (opCase.Emit(g, operands, slots) is { } result)
        {
            if (gradients)
                Differentiate(model, g, operands, result);
            else
                g.Assign(model.Slot("result", result.Shape, StateRole.Other), result);
        }

        if (ballast)
            AddBallast(model, g);
        g.Build();
        definition = model.Build();
    }

    /// <summary>The state slot of an operand.</summary>
    public StateSlot Slot(int operand) => slots[operand];

    /// <summary>The definition.</summary>
    public ModelDefinition Definition => definition;

    /// <summary>An ensemble of one model with the operands in place.</summary>
    public IEnsemble Create(IAccelerator accelerator)
    {
        IEnsemble ensemble = accelerator.CreateEnsemble(definition, [Seed]);
        for (int i = 0; i < slots.Length; i++)
            ensemble.Write(0, slots[i], opCase.Operands[i].Data);
        if (definition.FindState("seed") is { } seed)
            ensemble.Write(0, seed, Operand.Uniform(seed.Shape, 0.5, 1.5, 99).Data);
        return ensemble;
    }

    /// <summary>Runs the case and returns all state slots and streams by name.</summary>
    public CaseResult Run(IAccelerator accelerator)
    {
        using IEnsemble ensemble = Create(accelerator);
        return Run(accelerator, ensemble);
    }

    /// <summary>Runs the program on an ensemble.</summary>
    public CaseResult Run(IAccelerator accelerator, IEnsemble ensemble)
    {
        Program program = definition.Program("run");
        float[][] outputs = [.. program.Outputs.Select(o => new float[o.LengthPerModel(opCase.StepCount)])];
        accelerator.Run([new Launch(ensemble, program, opCase.FirstStep, opCase.StepCount)
        {
            Outputs = [.. outputs.Select(o => (Memory<float>?)o)],
            Inputs = [.. program.Inputs.Select(i => (ReadOnlyMemory<float>)Operand.Uniform(Shape.Matrix(1, (int)i.LengthPerModel(opCase.StepCount)), -2, 2).Data)],
        }]);
        var values = new Dictionary<string, double[]>();
        foreach (StateSlot slot in definition.State)
            values.Add(slot.Name, StateOf(ensemble, slot));
        for (int i = 0; i < outputs.Length; i++)
            values.Add("stream " + program.Outputs[i].Name, [.. outputs[i].Select(x => (double)x)]);
        return new CaseResult(values, ensemble.Status(0));
    }

    // 26 million floating-point operations at a batch of 200.
    private static void AddBallast(ModelBuilder model, ProgramBuilder g)
    {
        Value weight = g.Read(model.Slot("ballast.weight", Shape.Matrix(256, 256), StateRole.Other));
        Value sums = g.SumBatch(g.Dense(weight, g.BroadcastTo(g.Constant(1f), Shape.Batched(256, g.BatchSize))));
        g.Assign(model.Slot("ballast.result", sums.Shape, StateRole.Other), sums);
    }

    private static double[] StateOf(IEnsemble ensemble, StateSlot slot)
    {
        if (ensemble is ReferenceEnsemble<double> exact)
            return exact.ReadState(0, slot);
        float[] values = new float[slot.Shape.ElementCount];
        ensemble.Read(0, slot, values);
        return [.. values.Select(x => (double)x)];
    }

    private void Differentiate(ModelBuilder model, ProgramBuilder g, Value[] operands, Value result)
    {
        Value seed = g.Read(model.Slot("seed", result.Shape, StateRole.Other));
        g.Assign(model.Slot("loss", Shape.Scalar, StateRole.Other), g.Sum(g.Multiply(seed, result)));
        int[] wrt = [.. opCase.Differentiate];
        Value[] gradients = g.Adjoints(result, seed, [.. wrt.Select(i => operands[i])]);
        for (int i = 0; i < wrt.Length; i++)
            g.Assign(model.Slot($"gradient{wrt[i]}", operands[wrt[i]].Shape, StateRole.Other), gradients[i]);
    }
}
