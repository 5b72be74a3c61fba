using GenGpu.Accelerators.Tests.Conformance;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Reference;

namespace GenGpu.Gpu.Tests.Scenarios;

/// <summary>
/// Several op cases as one program. A driver's compiler takes a third of a second for the smallest kernel, and hardly more for forty cases in one.
/// </summary>
internal sealed class CaseBundle
{
    private readonly List<(OpCase Case, string Prefix, StateSlot[] Operands)> entries = [];
    private readonly ModelDefinition definition;

    private CaseBundle(IReadOnlyList<OpCase> cases, bool temporaries)
    {
        var model = new ModelBuilder("cases");
        ProgramBuilder g = model.Program("run", cases[0].BatchSize, RandomPurpose.Train);
        Value one = g.Hyper(model.Hyper("one", 1f));
        for (int index = 0; index < cases.Count; index++)
        {
            string prefix = $"case{index}.";
            OpCase opCase = cases[index];
            StateSlot[] slots = [.. opCase.Operands.Select((operand, i) => model.Slot($"{prefix}operand{i}", operand.Shape, StateRole.Other))];
            Value[] operands = [.. slots.Select(slot => temporaries ? g.Multiply(g.Read(slot), one) : g.Read(slot))];
            if (opCase.Emit(g, operands, slots) is { } result)
                g.Assign(model.Slot($"{prefix}result", result.Shape, StateRole.Other), result);
            entries.Add((opCase, prefix, slots));
        }

        g.Build();
        definition = model.Build();
    }

    /// <summary>Cases that can share a program: the same batch and steps, and no names of draws or streams that would clash. Those that diverge stay among themselves.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="temporaries">Whether operands are results of instructions, which a kernel may overwrite, or state.</param>
    /// <param name="size">Most cases per program.</param>
    public static IEnumerable<CaseBundle> Of(IEnumerable<OpCase> cases, bool temporaries, int size = 40)
    {
        OpDefinition[] alone = [OpTable.Draw, OpTable.Bernoulli, OpTable.Categorical, OpTable.Input, OpTable.Output, OpTable.Report];
        return cases
            .GroupBy(c => (c.BatchSize, c.StepCount, c.FirstStep, Diverges: c.Operands.Any(operand => !operand.Data.All(float.IsFinite)), Alone: alone.Contains(c.Op) ? c.Name : ""))
            .SelectMany(group => group.Chunk(size))
            .Select(chunk => new CaseBundle(chunk, temporaries));
    }

    /// <summary>Runs all on an accelerator and on the reference in double.</summary>
    /// <returns>A line per case that differs by more than its op may.</returns>
    public IEnumerable<string> Compare(IAccelerator accelerator)
    {
        using var exact = new ReferenceAccelerator<double>();
        CaseResult[] expected = Run(exact), actual = Run(accelerator);
        for (int i = 0; i < entries.Count; i++)
        {
            if (Checks.Compare(entries[i].Case, expected[i], actual[i], "") is { } difference)
                yield return difference;
        }
    }

    private CaseResult[] Run(IAccelerator accelerator)
    {
        OpCase first = entries[0].Case;
        Program program = definition.Programs[0];
        using IEnsemble ensemble = accelerator.CreateEnsemble(definition, [CaseModel.Seed]);
        foreach ((OpCase opCase, _, StateSlot[] slots) in entries)
        {
            for (int i = 0; i < slots.Length; i++)
                ensemble.Write(0, slots[i], opCase.Operands[i].Data);
        }

        float[][] outputs = [.. program.Outputs.Select(o => new float[o.LengthPerModel(first.StepCount)])];
        accelerator.Run([new Launch(ensemble, program, first.FirstStep, first.StepCount)
        {
            Outputs = [.. outputs.Select(o => (Memory<float>?)o)],
            Inputs = [.. program.Inputs.Select(i => (ReadOnlyMemory<float>)Operand.Uniform(Shape.Matrix(1, (int)i.LengthPerModel(first.StepCount)), -2, 2).Data)],
        }]);
        return [.. entries.Select(entry => Result(ensemble, entry.Prefix, program, outputs))];
    }

    private CaseResult Result(IEnsemble ensemble, string prefix, Program program, float[][] outputs)
    {
        var values = new Dictionary<string, double[]>();
        foreach (StateSlot slot in definition.State.Where(slot => entries.Count == 1 || slot.Name.StartsWith(prefix, StringComparison.Ordinal)))
            values.Add(slot.Name, ensemble is ReferenceEnsemble<double> exact ? exact.ReadState(0, slot) : Read(ensemble, slot));
        for (int i = 0; i < outputs.Length; i++)
            values.Add("stream " + program.Outputs[i].Name, [.. outputs[i].Select(x => (double)x)]);
        return new CaseResult(values, ensemble.Status(0));
    }

    private static double[] Read(IEnsemble ensemble, StateSlot slot)
    {
        float[] values = new float[slot.Shape.ElementCount];
        ensemble.Read(0, slot, values);
        return [.. values.Select(x => (double)x)];
    }
}
