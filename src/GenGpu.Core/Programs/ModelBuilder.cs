using GenGpu.Core.Random;

namespace GenGpu.Core.Programs;

/// <summary>Collects the state slots, hyper values, buffers and programs of one model and makes its <see cref="ModelDefinition"/>.</summary>
/// <param name="name">Name of the family, for messages.</param>
public sealed class ModelBuilder(string name)
{
    private readonly List<StateSlot> state = [];
    private readonly List<HyperSlot> hypers = [];
    private readonly List<DataBuffer> buffers = [];
    private readonly List<Program> programs = [];
    private readonly HashSet<string> names = [];
    private int stateEnd;
    private int hyperEnd;

    /// <summary>Name of the family.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// Replaces random draws, for tests that feed recorded noise: given the program, the site name and the shape, returns the value to use, or null to draw.
    /// </summary>
    public Func<ProgramBuilder, string, Shape, Value?>? DrawSubstitute { get; set; }

    /// <summary>State slots so far.</summary>
    public IReadOnlyList<StateSlot> StateSlots => state;

    /// <summary>Hyper slots so far.</summary>
    public IReadOnlyList<HyperSlot> HyperSlots => hypers;

    /// <summary>Adds a trained parameter [rows, columns].</summary>
    /// <param name="name">Unique name, for example <c>generator.0.weight</c>.</param>
    /// <param name="rows">Rows (outputs of a dense layer).</param>
    /// <param name="columns">Columns (inputs of a dense layer); 1 for a bias.</param>
    public StateSlot Parameter(string name, int rows, int columns = 1) => Slot(name, Shape.Matrix(rows, columns), StateRole.Parameter);

    /// <summary>Adds a state slot.</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="shape">Shape; batched for persistent chains.</param>
    /// <param name="role">What it holds.</param>
    /// <exception cref="ArgumentException">The name is taken, or the shape is empty or has sites.</exception>
    public StateSlot Slot(string name, Shape shape, StateRole role)
    {
        if (shape.HasSites)
            throw new ArgumentException($"{Name}: the state slot '{name}' has shape {shape}; state has one column per sample, sites are rows of it.", nameof(shape));
        Claim(name, shape.Rows, shape.Columns);
        var slot = new StateSlot(state.Count, name, shape, role, stateEnd);
        state.Add(slot);
        stateEnd = checked(stateEnd + slot.Length);
        return slot;
    }

    /// <summary>The slot of that name, added if it does not exist yet.</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="shape">Shape.</param>
    /// <param name="role">What it holds.</param>
    public StateSlot SlotOrAdd(string name, Shape shape, StateRole role) => state.Find(s => s.Name == name && s.Shape == shape && s.Role == role) ?? Slot(name, shape, role);

    /// <summary>Adds a scalar hyper value; the existing one if the name and the default are the same.</summary>
    /// <param name="name">Unique name, camelCase.</param>
    /// <param name="value">Default.</param>
    /// <param name="description">One line for help texts.</param>
    public HyperSlot Hyper(string name, float value, string description = "") =>
        hypers.Find(h => h.Name == name && h.Rows == 1 && h.Columns == 1 && h.Defaults[0].Equals(value)) ?? Hyper(name, 1, 1, [value], description);

    /// <summary>Adds a hyper value [rows, columns].</summary>
    /// <param name="name">Unique name, camelCase.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="defaults">Defaults, packed [rows, columns].</param>
    /// <param name="description">One line for help texts.</param>
    /// <exception cref="ArgumentException">The name is taken, the shape is empty, or the defaults have another length.</exception>
    public HyperSlot Hyper(string name, int rows, int columns, float[] defaults, string description = "")
    {
        Claim(name, rows, columns);
        if (defaults.Length != rows * columns)
            throw new ArgumentException($"{Name}: hyper value '{name}' [{rows}, {columns}] needs {rows * columns} defaults, got {defaults.Length}.", nameof(defaults));
        int offset = rows * columns == 1 ? hyperEnd : Padding.RoundUp(hyperEnd);
        var slot = new HyperSlot(name, rows, columns, offset, [.. defaults], description);
        hypers.Add(slot);
        hyperEnd = rows * columns == 1 ? offset + 1 : offset + Padding.RoundUp(rows * columns);
        return slot;
    }

    /// <summary>Adds a table shared by all models of the ensemble.</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="rows">Rows: dimensions of a point.</param>
    /// <param name="count">Columns: number of points.</param>
    /// <param name="data">Values, packed [rows][count]; kept, not copied.</param>
    /// <exception cref="ArgumentException">The name is taken, the shape is empty, or the data have another length.</exception>
    public DataBuffer Buffer(string name, int rows, int count, float[] data)
    {
        Claim(name, rows, count);
        if (data.LongLength != (long)rows * count)
            throw new ArgumentException($"{Name}: buffer '{name}' [{rows}, {count}] needs {(long)rows * count} values, got {data.Length}.", nameof(data));
        var buffer = new DataBuffer(buffers.Count, name, rows, count, data);
        buffers.Add(buffer);
        return buffer;
    }

    /// <summary>The buffer of that name, or null.</summary>
    /// <param name="name">Its name.</param>
    public DataBuffer? FindBuffer(string name) => buffers.Find(b => b.Name == name);

    /// <summary>Begins a program; <see cref="ProgramBuilder.Build"/> adds it to the definition.</summary>
    /// <param name="name">Unique among the programs: initialise, train, sample ...</param>
    /// <param name="batchSize">Samples per step, 1 to 2^20.</param>
    /// <param name="purpose">Random-number purpose.</param>
    public ProgramBuilder Program(string name, int batchSize, RandomPurpose purpose) => new(this, name, batchSize, purpose);

    /// <summary>Makes the definition.</summary>
    public ModelDefinition Build() => new(Name, [.. state], [.. hypers], [.. buffers], [.. programs]);

    internal void Add(Program program)
    {
        if (programs.Exists(p => p.Name == program.Name))
            throw new ArgumentException($"{Name} already has a program '{program.Name}'.", nameof(program));
        programs.Add(program);
    }

    private void Claim(string slotName, int rows, int columns)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(slotName);
        if (rows < 1 || columns < 1)
            throw new ArgumentException($"{Name}: '{slotName}' has the empty shape [{rows}, {columns}].", nameof(slotName));
        if (!names.Add(slotName))
            throw new ArgumentException($"{Name}: the name '{slotName}' is taken.", nameof(slotName));
    }
}
