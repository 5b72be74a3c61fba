using GenGpu.Core.Ops;

namespace GenGpu.Core.Programs;

/// <content>Repeat blocks, optimizers, state writes, streams.</content>
public sealed partial class ProgramBuilder
{
    /// <summary>Runs a body a number of times; values are handed from one iteration to the next.</summary>
    /// <param name="count">A literal or a hyper slot.</param>
    /// <param name="initial">Values before the first iteration.</param>
    /// <param name="body">From the values of one iteration to those of the next, shapes unchanged.</param>
    /// <returns>The values after the last iteration.</returns>
    /// <exception cref="ProgramException">The body changes a shape or the number of values.</exception>
    public Value[] Repeat(RepeatCount count, Value[] initial, Func<Value[], Value[]> body)
    {
        Value[] arguments = [.. initial.Select(v => NewValue(id => new Value(id, ValueKind.Carried, v.Shape, v.Name)))];
        var outer = new Dictionary<StateSlot, Value>(versions);
        // A slot may be written in the body, so every iteration reads it anew.
        versions.Clear();
        blocks.Add([]);
        known.Add([]);
        int firstId = valueCount;
        Value[] results = body(arguments);
        for (int i = 0; i < results.Length; i++)
        {
            // What hands on another carried value, or a view of one, gets a copy of its own, so that the order of hand-over does not matter.
            if (i < arguments.Length && results[i] != arguments[i] && arguments.Contains(results[i].Root))
                results[i] = Emit(OpTable.Elementwise, new ElementwiseAttributes(ElementwiseFunction.Identity, results[i].Shape), results[i]);
        }

        int endId = valueCount;
        List<Node> nodes = blocks[^1];
        blocks.RemoveAt(blocks.Count - 1);
        known.RemoveAt(known.Count - 1);
        if (results.Length != initial.Length)
            throw Error($"Repeat({count}): the body returns {results.Length} values for {initial.Length}");
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i].Shape != initial[i].Shape)
                throw Error($"Repeat({count}): the body turns value {i} from {initial[i].Shape} into {results[i].Shape}");
        }

        HashSet<StateSlot> written = Verifier.WrittenSlots(nodes);
        versions.Clear();
        foreach ((StateSlot slot, Value version) in outer)
        {
            if (!written.Contains(slot))
                versions.Add(slot, version);
        }

        Value[] after = [.. initial.Select(v => NewValue(id => new Value(id, ValueKind.RepeatResult, v.Shape, v.Name)))];
        blocks[^1].Add(new Repeat(count, nodes, [.. initial.Select((v, i) => new CarriedValue(v, arguments[i], results[i], after[i]))], firstId, endId));
        return after;
    }

    /// <summary>Runs a body that only writes state (an inner training loop).</summary>
    /// <param name="count">A literal or a hyper slot.</param>
    /// <param name="body">Emits the body.</param>
    public void Repeat(RepeatCount count, Action body) => Repeat(count, [], _ =>
    {
        body();
        return [];
    });

    /// <summary>Adam on parameters with their gradients; moments are state slots <c>name.firstMoment</c> and <c>name.secondMoment</c>.</summary>
    /// <param name="parameters">Parameter slots.</param>
    /// <param name="gradients">One gradient each.</param>
    /// <param name="learningRate">A scalar, for example a hyper value or a schedule.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    /// <param name="correction">(1 / (1 - beta1^t), 1 / (1 - beta2^t)), [2, 1]; null for t = step + 1, which is right where every step makes one update.</param>
    public void Adam(
        IReadOnlyList<StateSlot> parameters, IReadOnlyList<Value> gradients, Value learningRate, Value beta1, Value beta2, Value epsilon, Value? correction = null)
    {
        RequirePairs(parameters, gradients);
        correction ??= Emit(OpTable.AdamCorrection, OpAttributes.None, beta1, beta2);
        for (int i = 0; i < parameters.Count; i++)
        {
            StateSlot p = parameters[i];
            StateSlot m = Model.SlotOrAdd(p.Name + ".firstMoment", p.Shape, StateRole.FirstMoment);
            StateSlot v = Model.SlotOrAdd(p.Name + ".secondMoment", p.Shape, StateRole.SecondMoment);
            EmitWrite(OpTable.Adam, OpAttributes.None, [gradients[i], Read(p), Read(m), Read(v), learningRate, beta1, beta2, epsilon, correction], [p, m, v]);
        }
    }

    /// <summary>Adam with constant decays.</summary>
    /// <param name="parameters">Parameter slots.</param>
    /// <param name="gradients">One gradient each.</param>
    /// <param name="learningRate">A scalar.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    public void Adam(IReadOnlyList<StateSlot> parameters, IReadOnlyList<Value> gradients, Value learningRate, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f) =>
        Adam(parameters, gradients, learningRate, Constant(beta1), Constant(beta2), Constant(epsilon));

    /// <summary>
    /// RMSProp (Tieleman and Hinton 2012), v = decay v + (1 - decay) g^2, p -= learningRate g / (sqrt(v) + epsilon): Adam without first moment and corrections, which is
    /// how it is emitted; moments are the state slots of <see cref="Adam(IReadOnlyList{StateSlot}, IReadOnlyList{Value}, Value, Value, Value, Value, Value?)"/>.
    /// </summary>
    /// <param name="parameters">Parameter slots.</param>
    /// <param name="gradients">One gradient each.</param>
    /// <param name="learningRate">A scalar.</param>
    /// <param name="decay">Decay of the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    public void RmsProp(IReadOnlyList<StateSlot> parameters, IReadOnlyList<Value> gradients, Value learningRate, Value decay, Value epsilon) =>
        Adam(parameters, gradients, learningRate, Constant(0f), decay, epsilon, BroadcastTo(Constant(1f), Shape.Matrix(2, 1)));

    /// <summary>Gradient descent, with momentum if given; buffers are state slots <c>name.firstMoment</c>.</summary>
    /// <param name="parameters">Parameter slots.</param>
    /// <param name="gradients">One gradient each.</param>
    /// <param name="learningRate">A scalar.</param>
    /// <param name="momentum">A scalar, or null for plain descent.</param>
    public void Sgd(IReadOnlyList<StateSlot> parameters, IReadOnlyList<Value> gradients, Value learningRate, Value? momentum = null)
    {
        RequirePairs(parameters, gradients);
        for (int i = 0; i < parameters.Count; i++)
        {
            StateSlot p = parameters[i];
            if (momentum is null)
            {
                EmitWrite(OpTable.Sgd, OpAttributes.None, [gradients[i], Read(p), learningRate], [p]);
                continue;
            }

            StateSlot m = Model.SlotOrAdd(p.Name + ".firstMoment", p.Shape, StateRole.FirstMoment);
            EmitWrite(OpTable.Sgd, OpAttributes.None, [gradients[i], Read(p), Read(m), learningRate, momentum], [p, m]);
        }
    }

    /// <summary>Scales gradients so that their joint Euclidean norm is at most <paramref name="maximumNorm"/>.</summary>
    /// <param name="gradients">The gradients.</param>
    /// <param name="maximumNorm">A positive scalar.</param>
    public Value[] ClipByGlobalNorm(IReadOnlyList<Value> gradients, Value maximumNorm)
    {
        Value total = gradients.Select(g => Sum(Square(g))).Aggregate(Add);
        // The smallest normal number keeps the quotient finite when all gradients are 0.
        Value scale = Minimum(Divide(maximumNorm, Sqrt(Maximum(total, 1.17549435e-38f))), 1f);
        return [.. gradients.Select(g => Multiply(g, scale))];
    }

    /// <summary>Moves an average towards a value: average = decay * average + (1 - decay) * value.</summary>
    /// <param name="average">A state slot.</param>
    /// <param name="value">The value.</param>
    /// <param name="decay">A scalar in [0, 1].</param>
    public void MovingAverage(StateSlot average, Value value, Value decay) =>
        Assign(average, MultiplyAdd(decay, Subtract(Read(average), value), value));

    /// <summary>Writes a state slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="value">A value of a shape that broadcasts to it.</param>
    public Value Assign(StateSlot slot, Value value) =>
        EmitWrite(OpTable.Assign, OpAttributes.None, [BroadcastTo(value, slot.Shape)], [slot])[0];

    /// <summary>Reports a scalar to the host, as a state slot of that name with the role Report; read after a launch, it is the value of the last step.</summary>
    /// <param name="name">Unique name, for example <c>loss</c>.</param>
    /// <param name="value">A scalar.</param>
    public void Report(string name, Value value)
    {
        StateSlot slot = Model.SlotOrAdd(name, Shape.Scalar, StateRole.Report);
        EmitWrite(OpTable.Report, OpAttributes.None, [value], [slot]);
    }

    /// <summary>Streams a value to the host.</summary>
    /// <param name="name">Unique name within the program.</param>
    /// <param name="value">The value of each step.</param>
    public void Output(string name, Value value)
    {
        if (blocks.Count != 1)
            throw Error($"the output '{name}' stands inside a Repeat; streams are written once per step");
        if (outputs.Exists(o => o.Name == name))
            throw Error($"the output '{name}' exists already");
        var stream = new ProgramStream(outputs.Count, name, value.Shape);
        outputs.Add(stream);
        EmitEffect(OpTable.Output, new StreamAttributes(stream.Index, name, value.Shape), value);
    }

    /// <summary>A value that the host streams to the program, the same for all models of a launch.</summary>
    /// <param name="name">Unique name within the program.</param>
    /// <param name="shape">Shape of one step's value.</param>
    public Value Input(string name, Shape shape)
    {
        if (inputs.Find(i => i.Name == name) is not { } stream)
        {
            stream = new ProgramStream(inputs.Count, name, shape);
            inputs.Add(stream);
        }

        return Emit(OpTable.Input, new StreamAttributes(stream.Index, name, shape));
    }

    /// <summary>Marks the trial as diverged when the value is not finite.</summary>
    /// <param name="value">The value.</param>
    /// <param name="label">What to call it.</param>
    public void CheckFinite(Value value, string label) => EmitEffect(OpTable.CheckFinite, new CheckFiniteAttributes(label), value);

    private void RequirePairs(IReadOnlyList<StateSlot> parameters, IReadOnlyList<Value> gradients)
    {
        if (parameters.Count != gradients.Count)
            throw Error($"the optimizer was given {parameters.Count} parameters and {gradients.Count} gradients");
        for (int i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Shape.IsBatched)
                throw Error($"the optimizer was given {parameters[i]}, which has one value per sample; parameters are matrices [rows, columns]");
            if (parameters[i].Shape != gradients[i].Shape)
                throw Error($"the gradient of {parameters[i]} has shape {gradients[i].Shape}");
        }
    }
}
