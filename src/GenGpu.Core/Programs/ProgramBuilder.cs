using GenGpu.Core.Random;

namespace GenGpu.Core.Programs;

/// <summary>
/// Builds a <see cref="Program"/>: each method emits an instruction and returns its value, so that a family reads like its mathematics.
/// Equal instructions are emitted once; what nothing needs is dropped; literals are folded. Errors are <see cref="ProgramException"/>s
/// that name the program, the op and the shapes.
/// </summary>
public sealed partial class ProgramBuilder
{
    private readonly List<List<Node>> blocks = [[]];
    private readonly List<Dictionary<Key, Value>> known = [new()];
    private readonly Dictionary<StateSlot, Value> versions = [];
    // By bits: -0 and 0 are equal as numbers.
    private readonly Dictionary<int, Value> literals = [];
    private readonly Dictionary<object, Value> sources = [];
    private readonly Dictionary<int, string> sites = [];
    private readonly List<ProgramStream> outputs = [];
    private readonly List<ProgramStream> inputs = [];
    private int valueCount;
    private bool built;

    internal ProgramBuilder(ModelBuilder model, string name, int batchSize, RandomPurpose purpose)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (batchSize is < 1 or > 1 << 20)
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"{model.Name}.{name}: the batch size must be 1 to {1 << 20}.");
        Model = model;
        Name = name;
        BatchSize = batchSize;
        Purpose = purpose;
    }

    /// <summary>The model whose state the program works on.</summary>
    public ModelBuilder Model { get; }

    /// <summary>Name of the program.</summary>
    public string Name { get; }

    /// <summary>Samples per step.</summary>
    public int BatchSize { get; }

    /// <summary>Random-number purpose of all its draws.</summary>
    public RandomPurpose Purpose { get; }

    internal IReadOnlyList<IReadOnlyList<Node>> OpenBlocks => blocks;

    /// <summary>A constant scalar.</summary>
    /// <param name="value">The constant.</param>
    public Value Constant(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        if (!literals.TryGetValue(bits, out Value? literal))
            literals.Add(bits, literal = NewValue(id => new Value(id, ValueKind.Literal, Shape.Scalar) { Literal = value }));
        return literal;
    }

    /// <summary>A hyper value, per model.</summary>
    /// <param name="slot">The slot.</param>
    public Value Hyper(HyperSlot slot) => Source(slot, id => new Value(id, ValueKind.Hyper, slot.Shape, slot.Name) { Hyper = slot });

    /// <summary>A hyper value by name.</summary>
    /// <param name="name">Name of a slot that the model already has.</param>
    /// <exception cref="ProgramException">There is none; the message lists those that exist.</exception>
    public Value Hyper(string name) => Hyper(Model.HyperSlots.FirstOrDefault(h => h.Name == name)
        ?? throw Error($"there is no hyper value '{name}'; there are {string.Join(", ", Model.HyperSlots.Select(h => h.Name))}"));

    /// <summary>A table shared by all models.</summary>
    /// <param name="buffer">The buffer.</param>
    public Value Buffer(DataBuffer buffer) => Source(buffer, id => new Value(id, ValueKind.Buffer, buffer.Shape, buffer.Name) { Buffer = buffer });

    /// <summary>What a state slot holds at this point of the program. After a write, read again: a version that was read before is refused.</summary>
    /// <param name="slot">The slot.</param>
    public Value Read(StateSlot slot)
    {
        if (!versions.TryGetValue(slot, out Value? version))
        {
            version = NewVersion(slot);
            versions.Add(slot, version);
        }

        return version;
    }

    /// <summary>What several slots hold at this point.</summary>
    /// <param name="slots">The slots.</param>
    public Value[] Read(IEnumerable<StateSlot> slots) => [.. slots.Select(Read)];

    /// <summary>Names a value for print-outs and error messages.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Its name.</param>
    public Value Named(Value value, string name)
    {
        value.Name ??= name;
        return value;
    }

    /// <summary>Applies an op: checks the shapes, reuses an equal instruction if there is one, and returns the result.</summary>
    /// <param name="op">An entry of the op table.</param>
    /// <param name="attributes">Its constants.</param>
    /// <param name="operands">Its operands.</param>
    /// <exception cref="ProgramException">The shapes do not fit.</exception>
    public Value Emit(OpDefinition op, OpAttributes attributes, params Value[] operands)
    {
        Shape shape = Infer(op, attributes, operands);
        var key = new Key(op, attributes, operands);
        if (!op.HasEffect)
        {
            foreach (Dictionary<Key, Value> scope in known)
            {
                if (scope.TryGetValue(key, out Value? existing))
                    return existing;
            }
        }

        if (op.DrawsRandom)
            ClaimSite((Ops.DrawAttributes)attributes);
        Value result = NewValue(id => new Value(id, ValueKind.Temporary, shape));
        Append(new Instruction(op, attributes, operands, [result]));
        if (!op.HasEffect)
            known[^1].Add(key, result);
        return result;
    }

    /// <summary>
    /// Gradients of a scalar with respect to values (reverse mode). They are ordinary values and can be differentiated again. Zeros for what does not reach the loss.
    /// </summary>
    /// <param name="loss">A scalar [1, 1], summed or averaged over the batch.</param>
    /// <param name="wrt">Values, for example parameters read by <see cref="Read(StateSlot)"/> before they were used.</param>
    /// <exception cref="ProgramException">The loss is not a scalar, or the way leads through a Repeat or an op without an adjoint.</exception>
    public Value[] Gradients(Value loss, params Value[] wrt)
    {
        if (!loss.Shape.IsScalar)
            throw Error($"Gradients needs a scalar loss [1, 1], got {loss} {loss.Shape}; take its mean over rows and batch, or give a seed to Adjoints");
        return Adjoints(loss, Constant(1f), wrt);
    }

    /// <summary>Gradients with respect to parameters at this point of the program.</summary>
    /// <param name="loss">A scalar [1, 1].</param>
    /// <param name="parameters">State slots that are read by the loss and not written since.</param>
    public Value[] Gradients(Value loss, IEnumerable<StateSlot> parameters) => Gradients(loss, Read(parameters));

    /// <summary>Vector-Jacobian products: gradients of sum(seed * output), for example forces -dU/dx of every sample with U [1, batch] and seed -1.</summary>
    /// <param name="output">Any value.</param>
    /// <param name="seed">Its adjoint, of a shape that broadcasts to it.</param>
    /// <param name="wrt">Values to differentiate by.</param>
    public Value[] Adjoints(Value output, Value seed, params Value[] wrt)
    {
        if (Broadcast.Combine([output.Shape, seed.Shape]) != output.Shape)
            throw Error($"the seed {seed.Shape} does not broadcast to {output} {output.Shape}");
        return Autodiff.Differentiator.Gradients(this, output, seed, wrt);
    }

    /// <summary>Checks the program, drops what nothing needs, and adds it to the model.</summary>
    /// <exception cref="ProgramException">The program breaks a rule; the message says which and where.</exception>
    public Program Build()
    {
        if (built)
            throw Error("is already built");
        if (blocks.Count != 1)
            throw Error("a Repeat is still open");
        built = true;
        IReadOnlyList<Node> body = DeadCode.Remove(blocks[0], keepReports: true);
        IReadOnlyList<Node> quietBody = DeadCode.Remove(blocks[0], keepReports: false);
        Verifier.Verify(Model.Name, Name, body);
        bool reports = Count(quietBody) != Count(body);
        Program? quiet = reports ? new Program(Name, BatchSize, Purpose, quietBody, inputs, outputs, valueCount) : null;
        var program = quiet is null
            ? new Program(Name, BatchSize, Purpose, body, inputs, outputs, valueCount)
            : new Program(Name, BatchSize, Purpose, body, inputs, outputs, valueCount) { Quiet = quiet };
        Model.Add(program);
        return program;
    }

    private static int Count(IReadOnlyList<Node> nodes) => nodes.Sum(node => node is Repeat repeat ? 1 + Count(repeat.Body) : 1);

    internal ProgramException Error(string message) => new($"{Model.Name}.{Name}: {message}.");

    private Shape Infer(OpDefinition op, OpAttributes attributes, Value[] operands)
    {
        if (built)
            throw Error("is already built");
        foreach (Value operand in operands)
        {
            if (operand.Owner != this)
                throw Error($"{op.Name} was given {operand}, a value of another program ({operand.Owner.Name})");
        }

        try
        {
            return op.InferShape([.. operands.Select(o => o.Shape)], attributes, BatchSize);
        }
        catch (ProgramException e)
        {
            throw Error($"{e.Message.TrimEnd('.')} (operands: {string.Join(", ", operands.Select(o => $"{o} {o.Shape}"))})");
        }
    }

    private void Append(Instruction instruction)
    {
        foreach (Value output in instruction.Outputs)
            output.Producer = instruction;
        blocks[^1].Add(instruction);
    }

    /// <summary>Emits an instruction whose results are new versions of state slots.</summary>
    private Value[] EmitWrite(OpDefinition op, OpAttributes attributes, Value[] operands, StateSlot[] slots)
    {
        Infer(op, attributes, operands);
        var results = new Value[slots.Length];
        for (int i = 0; i < slots.Length; i++)
            results[i] = versions[slots[i]] = NewVersion(slots[i]);
        Append(new Instruction(op, attributes, operands, results));
        return results;
    }

    private void EmitEffect(OpDefinition op, OpAttributes attributes, Value operand)
    {
        Infer(op, attributes, [operand]);
        Append(new Instruction(op, attributes, [operand], []));
    }

    private Value NewVersion(StateSlot slot) => NewValue(id => new Value(id, ValueKind.State, slot.Shape, slot.Name) { State = slot });

    private Value Source(object key, Func<int, Value> make)
    {
        if (!sources.TryGetValue(key, out Value? value))
            sources.Add(key, value = NewValue(make));
        return value;
    }

    private Value NewValue(Func<int, Value> make)
    {
        Value value = make(valueCount++);
        value.Owner = this;
        return value;
    }

    private sealed record Key(OpDefinition Op, OpAttributes Attributes, Value[] Operands)
    {
        public bool Equals(Key? other) => other is not null && Op == other.Op && Attributes.Equals(other.Attributes) && Operands.AsSpan().SequenceEqual(other.Operands);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.Add(Op);
            hash.Add(Attributes);
            foreach (Value operand in Operands)
                hash.Add(operand.Id);
            return hash.ToHashCode();
        }
    }
}
