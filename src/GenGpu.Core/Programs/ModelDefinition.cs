namespace GenGpu.Core.Programs;

/// <summary>What an ensemble trains: state, hyper values, buffers and programs of one model. Immutable; made by <see cref="ModelBuilder"/>.</summary>
public sealed class ModelDefinition
{
    internal ModelDefinition(string name, IReadOnlyList<StateSlot> state, IReadOnlyList<HyperSlot> hypers, IReadOnlyList<DataBuffer> buffers, IReadOnlyList<Program> programs)
    {
        Name = name;
        State = state;
        Hypers = hypers;
        Buffers = buffers;
        Programs = programs;
        StateLength = state.Count == 0 ? 0 : state[^1].Offset + state[^1].Length;
        HyperLength = hypers.Count == 0 ? 0 : Padding.RoundUp(hypers[^1].Offset + (hypers[^1].Rows * hypers[^1].Columns));
    }

    /// <summary>Name of the family, for messages.</summary>
    public string Name { get; }

    /// <summary>State slots in layout order.</summary>
    public IReadOnlyList<StateSlot> State { get; }

    /// <summary>Hyper slots in layout order.</summary>
    public IReadOnlyList<HyperSlot> Hypers { get; }

    /// <summary>Shared buffers.</summary>
    public IReadOnlyList<DataBuffer> Buffers { get; }

    /// <summary>The programs.</summary>
    public IReadOnlyList<Program> Programs { get; }

    /// <summary>Floats of one model's state block.</summary>
    public int StateLength { get; }

    /// <summary>Floats of one model's hyper block.</summary>
    public int HyperLength { get; }

    /// <summary>Number of trained parameters, without padding.</summary>
    public long ParameterCount => State.Where(s => s.Role == StateRole.Parameter).Sum(s => s.Shape.ElementCount);

    /// <summary>The program of that name.</summary>
    /// <param name="name">For example <c>train</c>.</param>
    /// <exception cref="ArgumentException">There is none; the message lists those that exist.</exception>
    public Program Program(string name) => Programs.FirstOrDefault(p => p.Name == name)
        ?? throw new ArgumentException($"{Name} has no program '{name}'; it has {string.Join(", ", Programs.Select(p => p.Name))}.", nameof(name));

    /// <summary>The state slot of that name, or null.</summary>
    /// <param name="name">For example <c>generator.0.weight</c>.</param>
    public StateSlot? FindState(string name) => State.FirstOrDefault(s => s.Name == name);

    /// <summary>The hyper slot of that name, or null.</summary>
    /// <param name="name">For example <c>learningRate</c>.</param>
    public HyperSlot? FindHyper(string name) => Hypers.FirstOrDefault(h => h.Name == name);
}
