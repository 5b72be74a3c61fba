using System.Text;
using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Models.Energies.Expressions;

namespace GenGpu.Models.Energies;

/// <summary>
/// An energy written as text: <c>x0^4 - 4*x0^2 + 0.5*x1^2</c>. The language:
/// <list type="bullet">
/// <item>coordinates <c>x0, x1, ...</c> or <c>x[0]</c>; numbers; <c>pi, e</c>; named parameters; <c>dimension</c></item>
/// <item><c>+ - * / ^</c>; a whole literal power up to 1024 works for any base, any other power is exp(b log a) and needs a &gt;= 0; <c>-x0^2</c> is -(x0^2), <c>a^b^c</c> is a^(b^c)</item>
/// <item><c>&lt; &lt;= &gt; &gt;= == !=</c> give 1 or 0, for <c>where(condition, a, b)</c></item>
/// <item><c>min max where exp log sqrt abs sin cos tan tanh sinh cosh sigmoid softplus log1p expm1 erf sign floor square</c></item>
/// <item><c>sum(i, x[i]^2)</c> over all coordinates, <c>sum(i, 0..7, x[i]^4)</c> over a range with both ends; <c>i</c> is also a number in what is summed</item>
/// <item><c>pairs(i, j, (x[i] - x[j])^2)</c> over all i &lt; j, or <c>pairs(i, j, 0..3, ...)</c></item>
/// <item><c>neighbours(i, j, x[i]*x[j])</c> over the bonds of the declared periodic lattice, each once</item>
/// <item>in an index <c>+ - * / %</c> on whole numbers: <c>x[i+1]</c> beyond the last coordinate is an error, <c>x[(i+1) % 8]</c> wraps (% is never negative, / rounds down)</item>
/// </list>
/// A sum becomes one block of rows, one per term, whatever its length. Numbers are folded in double, programs run in float32.
/// </summary>
public sealed class ExpressionEnergy : Energy
{
    private const int LargestDimension = 1 << 14;
    private readonly ExpressionNode _root;
    private readonly string _expression;
    private readonly int _variables;
    private readonly int _sums;
    private readonly ExpressionEnergySettings _settings;
    private readonly double[] _defaults;

    /// <summary>Parses and checks an expression.</summary>
    /// <param name="expression">U(x).</param>
    /// <param name="settings">Dimension, parameters and what else is known; null for the defaults.</param>
    /// <exception cref="UserErrorException">The expression or a setting is wrong; for the expression an <see cref="ExpressionException"/> with the column.</exception>
    public ExpressionEnergy(string expression, ExpressionEnergySettings? settings = null)
        : this(Parse(expression, settings ??= new ExpressionEnergySettings()), expression, settings)
    {
    }

    /// <inheritdoc/>
    protected override Energy WithParameters(Func<string, double> valueOf) => new ExpressionEnergy(_expression, _settings with
    {
        Name = Name,
        Parameters = [.. Parameters.Select(parameter => parameter with { Default = valueOf(parameter.Name) })],
    });

    private ExpressionEnergy((ExpressionNode Root, int Dimension, ExpressionNames Names) parsed, string expression, ExpressionEnergySettings settings)
        : base(NameOf(expression, settings), parsed.Dimension, "an energy given as an expression", "U = " + Print(parsed.Root))
    {
        (_root, _variables, _sums) = (parsed.Root, parsed.Names.DeepestScope, parsed.Names.Sums);
        _expression = expression;
        _settings = settings;
        _defaults = [.. settings.Parameters.Select(parameter => parameter.Default)];
        Centre = PerCoordinate(settings.Centre, 0, "centre");
        Spread = PerCoordinate(settings.Spread, 1, "spread");
        if (Spread.Any(value => value <= 0))
            throw new UserErrorException("The spread of an energy must be above 0 in every coordinate.", exitCode: 2);
    }

    /// <summary>What is wrong with a name for a parameter, as the end of a sentence, or null when it may be used.</summary>
    /// <param name="name">The name.</param>
    public static string? ParameterProblem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ExpressionNames.Problem(name);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<EnergyParameter> Parameters => _settings.Parameters;

    /// <inheritdoc/>
    public override bool IsAngular => _settings.IsAngular;

    /// <inheritdoc/>
    public override Lattice? Lattice => _settings.Lattice;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Centre { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Spread { get; }

    /// <inheritdoc/>
    public override bool IsMultimodal => _settings.IsMultimodal;

    /// <inheritdoc/>
    public override Value Emit(EnergyScope scope, Value x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(x);
        var emitter = new ExpressionEmitter(scope, x, _variables);
        return scope.Program.BroadcastTo(_root.Emit(emitter, emitter.Outside), x.Shape with { Rows = 1 });
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> x)
    {
        if (x.Length != Dimensions)
            throw new ArgumentException(FormattableString.Invariant($"Energy {Name} has {Dimensions} coordinates, got {x.Length}."), nameof(x));
        return _root.Evaluate(new ExpressionPoint(x, _variables == 0 ? [] : stackalloc int[_variables], _defaults, Dimensions, _sums == 0 ? [] : new double?[_sums]));
    }

    private static (ExpressionNode Root, int Dimension, ExpressionNames Names) Parse(string expression, ExpressionEnergySettings settings)
    {
        ArgumentNullException.ThrowIfNull(expression);
        if (settings.Parameters.FirstOrDefault(parameter => !float.IsFinite((float)parameter.Default)) is EnergyParameter bad)
            throw new UserErrorException(FormattableString.Invariant($"The parameter '{bad.Name}' is {bad.Default}; expected a finite number."), exitCode: 2);
        var names = new ExpressionNames(settings.Parameters);
        ExpressionNode root = ExpressionParser.Parse(expression, names);
        if (!root.UsesCoordinates)
            throw new ExpressionException(1, "the expression uses no coordinate, expected a function of x0, x1, ...");
        int dimension = Dimension(root, names.DeepestScope, settings);
        root.Bind(new ExpressionBinding(dimension, settings.Lattice), IndexSpace.Single(names.DeepestScope));
        return (root, dimension, names);
    }

    private static int Dimension(ExpressionNode root, int variables, ExpressionEnergySettings settings)
    {
        if (settings.Dimension is int given && settings.Lattice is Lattice lattice && given != lattice.Sites)
            throw new UserErrorException(FormattableString.Invariant($"The dimension is {given}, but the lattice has {lattice.Sites} sites; leave one of them out or make them equal."), exitCode: 2);
        int? dimension = settings.Dimension ?? settings.Lattice?.Sites;
        if (dimension is null)
        {
            var search = new ExpressionBinding(null, null);
            root.Bind(search, IndexSpace.Single(variables));
            if (search.LargestCoordinate < 0)
                throw new UserErrorException("The expression does not tell how many coordinates there are; give the dimension (--dimension, or dimension: in a .yaml file).", exitCode: 2);
            dimension = search.LargestCoordinate + 1;
        }
        return dimension is >= 1 and <= LargestDimension
            ? dimension.Value
            : throw new UserErrorException(FormattableString.Invariant($"The dimension of an energy is {dimension}; expected 1 to {LargestDimension}."), exitCode: 2);
    }

    private double[] PerCoordinate(IReadOnlyList<double>? values, double otherwise, string what)
    {
        if (values is null || values.Count == 1)
            return [.. Enumerable.Repeat(values?[0] ?? otherwise, Dimensions)];
        if (values.Count != Dimensions)
            throw new UserErrorException(FormattableString.Invariant($"The {what} of an energy has {values.Count} numbers where there are {Dimensions} coordinates; give {Dimensions}, or one for all."), exitCode: 2);
        return [.. values];
    }

    private static string NameOf(string expression, ExpressionEnergySettings settings)
    {
        if (!string.IsNullOrWhiteSpace(settings.Name))
            return settings.Name;
        string text = string.Join(' ', expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= 40 ? text : text[..37] + "...";
    }

    private static string Print(ExpressionNode root)
    {
        StringBuilder text = new();
        root.Print(text);
        return text.ToString();
    }
}
