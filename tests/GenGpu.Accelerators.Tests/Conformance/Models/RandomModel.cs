using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Accelerators.Tests.Conformance.Models;

/// <summary>
/// A random program: about twenty instructions of all kinds over values that die at random moments, so that memory is reused, overwritten and
/// shared between slices in ways that nobody thought of. All functions are smooth and bounded.
/// </summary>
internal sealed class RandomModel
{
    private readonly Random random;
    private readonly ModelBuilder model;
    private readonly ProgramBuilder g;
    private readonly List<Value> values = [];
    private readonly List<StateSlot> parameters = [];
    private int names;

    private RandomModel(int seed, int batchSize)
    {
        random = new Random(seed);
        model = new ModelBuilder($"random{seed}");
        g = model.Program("train", batchSize, RandomPurpose.Train);
    }

    /// <param name="seed">Picks the program.</param>
    /// <param name="batchSize">Samples per step.</param>
    /// <param name="ballast">Adds a heavy product, so that accelerators that cut heavy programs into slices do so.</param>
    public static ModelDefinition Build(int seed, int batchSize, bool ballast)
    {
        var own = new RandomModel(seed, batchSize);
        own.Emit();
        if (ballast)
            own.AddBallast();
        own.g.Build();
        Layers.Initialise(own.model);
        return own.model.Build();
    }

    private string Name(string kind) => $"{kind}{names++}";

    private void Emit()
    {
        values.Add(g.Normal(3, Name("normal")));
        values.Add(g.Normal(1, Name("normal")));
        int count = random.Next(12, 26);
        for (int i = 0; i < count; i++)
            values.Add(Next());
        Value loss = values.Skip(2).Where(_ => random.Next(3) == 0).Append(values[^1]).Select(v => g.Mean(g.Tanh(v))).Aggregate(g.Add);
        for (int i = 0; i < 3; i++)
        {
            Value kept = Pick();
            g.Assign(model.Slot(Name("kept"), kept.Shape, StateRole.Other), kept);
        }

        g.Report("loss", loss);
        StateSlot[] trained = [.. parameters];
        g.Sgd(trained, g.Gradients(loss, trained), g.Constant(0.1f), g.Constant(0.9f));
    }

    private Value Pick() => values[random.Next(values.Count)];

    private Value PickBatched()
    {
        Value value = Pick();
        return value.Shape.IsBatched ? value : g.BroadcastTo(g.SumRows(value), Shape.Batched(1, g.BatchSize));
    }

    private Value Fitting(Value a)
    {
        Value[] candidates = [.. values.Where(v => (v.Shape.Rows == a.Shape.Rows || v.Shape.Rows == 1) && (v.Shape.IsBatched == a.Shape.IsBatched || !v.Shape.IsBatched))];
        return candidates.Length == 0 ? g.Constant(0.5f) : candidates[random.Next(candidates.Length)];
    }

    private Value Next()
    {
        Value a = PickBatched(), any = Pick();
        int rows = a.Shape.Rows;
        return random.Next(18) switch
        {
            0 => g.Tanh(any),
            1 => g.Sin(any * 2f),
            2 => g.Softplus(any) - g.Sigmoid(any),
            3 => g.Tanh(any + Fitting(any)),
            4 => g.Tanh(any * Fitting(any)),
            5 => g.MultiplyAdd(g.Tanh(a), g.Constant(0.5f), Fitting(a)),
            6 or 7 => Dense(a),
            8 => g.MeanBatch(a),
            9 => g.Tanh(g.MaximumBatch(a)),
            10 => a - g.MeanBatch(a),
            11 => rows == 1 ? g.Exp(g.Tanh(a)) : g.SliceRows(a, random.Next(rows), 1),
            12 => rows > 6 ? g.LogSumExpRows(a) : g.ConcatenateRows(a, PickBatched()),
            13 => g.GatherRows(a, [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(rows))]),
            14 => g.CumulativeSumRows(g.SoftmaxRows(a)),
            15 => a * g.Bernoulli(g.BroadcastTo(g.Constant(0.5f), a.Shape), Name("mask")),
            16 => Repeated(a),
            _ => Looked(),
        };
    }

    private Value Dense(Value a)
    {
        int outputs = random.Next(1, 7);
        bool transposed = random.Next(2) == 0;
        StateSlot weight = model.Parameter(Name("weight"), transposed ? a.Shape.Rows : outputs, transposed ? outputs : a.Shape.Rows), bias = model.Parameter(Name("bias"), outputs);
        parameters.AddRange([weight, bias]);
        return transposed ? g.DenseTransposed(g.Read(weight), a, g.Read(bias), Activation.Sigmoid) : g.Dense(g.Read(weight), a, g.Read(bias), Activation.Tanh);
    }

    private Value Looked()
    {
        StateSlot table = model.Parameter(Name("table"), random.Next(1, 4), 5);
        parameters.Add(table);
        return g.Lookup(g.Read(table), g.Categorical(g.BroadcastTo(g.Constant(1f), Shape.Matrix(5, 1)), Name("index")));
    }

    // Carried values that change places, with or without a meeting of the slices inside, and a chain that the body writes.
    private Value Repeated(Value a)
    {
        StateSlot chain = model.Slot(Name("chain"), random.Next(2) == 0 ? a.Shape : Shape.Matrix(a.Shape.Rows, 1), StateRole.Chain);
        bool meets = random.Next(2) == 0, draws = random.Next(2) == 0, writes = random.Next(2) == 0 && (chain.Shape.IsBatched || meets);
        string site = Name("kick");
        Value outside = Fitting(a);
        Value[] results = g.Repeat(random.Next(1, 4), [a, g.Tanh(a)], v =>
        {
            Value next = g.Tanh((v[1] * 0.5f) + outside);
            if (draws)
                next = next + (g.Normal(a.Shape, site) * 0.1f);
            if (meets)
                next = next - g.MeanBatch(v[0]);
            if (writes)
                g.Assign(chain, g.Tanh(g.Read(chain) + (chain.Shape.IsBatched ? next : g.MeanBatch(next))));
            return random.Next(2) == 0 ? [next, v[0]] : [v[1], next];
        });
        return g.StopGradient(results[random.Next(2)]);
    }

    private void AddBallast()
    {
        Value weight = g.Read(model.Slot("ballast.weight", Shape.Matrix(256, 256), StateRole.Other));
        Value sums = g.SumBatch(g.Dense(weight, g.BroadcastTo(g.Constant(1f), Shape.Batched(256, g.BatchSize))));
        g.Assign(model.Slot("ballast.result", sums.Shape, StateRole.Other), sums);
    }
}
