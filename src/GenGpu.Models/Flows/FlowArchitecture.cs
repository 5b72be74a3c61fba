using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Flows;

/// <summary>What a flow is made of, from the settings of its family; solves the width of conditioners for the parameter budget.</summary>
internal sealed class FlowArchitecture
{
    private const int MostBinsOfLine = 64;
    private readonly Target _target;
    private readonly FamilyOptions _options;
    private readonly FamilySettings _settings;
    private readonly IReadOnlyList<CouplingSplit> _splits;
    private readonly bool _isSpline;
    private readonly bool _isConvolution;
    private readonly bool _isAngular;
    private readonly int _conditions;

    /// <summary>Reads the settings.</summary>
    /// <param name="target">What is learned.</param>
    /// <param name="options">Budget and layers.</param>
    /// <param name="settings">The flow's settings.</param>
    /// <exception cref="UserErrorException">A choice does not fit the target.</exception>
    public FlowArchitecture(Target target, FamilyOptions options, FamilySettings settings)
    {
        (_target, _options, _settings) = (target, options, settings);
        Energy? energy = (target as EnergyTarget)?.Energy;
        _isAngular = energy?.IsAngular ?? false;
        _conditions = target.Conditions?.FeatureRows ?? 0;
        IsLine = target.Dimensions == 1;
        if (HasField && (Lattice is null || _isAngular))
            throw new UserErrorException($"flow: base=field needs an energy of unbounded fields on a lattice, and {target.Name} is none; use base=normal.", 2);
        // Its density ends at pi, and nothing keeps points of such a target from being mapped beyond.
        bool learnsSamples = target is not EnergyTarget || settings.Choice("objective") is "forward" or "mixed";
        if (!_isAngular && learnsSamples && settings.Choice("base") == "uniform")
            throw new UserErrorException($"flow: base=uniform has no density beyond its ends, and samples of {target.Name} may lie there; use base=normal, or learn from the energy alone.", 2);
        if (IsLine)
        {
            _splits = [];
            if (_conditions > 0)
            {
                Width = ParameterBudget.Solve("flow", target.Name, options.Budget, width => ConditionedLine(width).Count + FinalCount);
                return;
            }

            Width = Math.Min(MostBinsOfLine, ParameterBudget.Solve("flow", target.Name, options.Budget, bins => LineCount((int)Math.Min(bins + 1, 1 << 24))) + 1);
            return;
        }

        _isSpline = _isAngular || settings.Choice("coupling") == "spline";
        _isConvolution = settings.Choice("conditioner") == "convolution";
        if (_isConvolution && energy?.Lattice is null)
            throw new UserErrorException($"flow: conditioner=convolution needs an energy on a lattice, and {target.Name} is on none; use conditioner=dense.", 2);
        if (_isConvolution && settings.Whole("kernelSize") % 2 == 0)
            throw new UserErrorException("flow: kernelSize must be odd, so that a kernel has a middle.", 2);
        if (_isConvolution && _conditions > 0)
            throw new UserErrorException("flow: conditioner=convolution reads no conditions; use conditioner=dense with --condition.", 2);
        string mask = settings.IsGiven("mask") || energy?.Lattice is null ? settings.Choice("mask") : "checkerboard";
        _splits = CouplingSplits.Create(mask, target.Dimensions, settings.Whole("couplings"), energy?.Lattice);
        Width = ParameterBudget.Solve("flow", target.Name, options.Budget, Count);
    }

    /// <summary>Whether there is one coordinate only, so that a spline replaces couplings: of the conditions where there are any.</summary>
    public bool IsLine { get; }

    /// <summary>Width of the conditioners' hidden layers (channels of convolutions); on a line without conditions the number of bins.</summary>
    public int Width { get; }

    /// <summary>Makes the flow and adds its parameters to a model.</summary>
    /// <param name="model">The model.</param>
    public Flow Create(ModelBuilder model)
    {
        var layers = new List<IFlowLayer>();
        int dimensions = _target.Dimensions;
        if (HasField)
            layers.Add(new MomentumScale(model, "field", Lattice!));
        for (int coupling = 0; coupling < _splits.Count; coupling++)
        {
            if (HasActNorm)
                layers.Add(new DiagonalAffine(model, $"actNorm{coupling}", dimensions));
            if (HasPhaseShift)
                layers.Add(new PhaseShift(model, $"phaseShift{coupling}", dimensions));
            IConditioner conditioner = Conditioner(model, $"coupling{coupling}", _splits[coupling]);
            layers.Add(new Coupling(_splits[coupling], conditioner, Map()));
        }

        if (IsLine && _conditions > 0)
            layers.Add(new Coupling(new CouplingSplit([], [0]), new DenseConditioner(model, "line", ConditionedLine(Width).Shape, _isAngular), new SplineMap(Spline(_settings.Whole("bins")))));
        else if (IsLine)
            layers.Add(new MarginalSpline(model, "line", 1, Spline(Width)));
        else if (HasMarginal)
            layers.Add(new MarginalSpline(model, "marginal", dimensions, Spline(_settings.Whole("bins"))));
        if (!_isAngular)
            layers.Add(new DiagonalAffine(model, "final", dimensions, Start(), isFixed: !HasFinal));
        return new Flow(dimensions, _isAngular || Base == "uniform", _isAngular, layers);
    }

    private Lattice? Lattice => (_target as EnergyTarget)?.Energy.Lattice;

    // Most energies of fields on a lattice keep their value under shifts, and a free field is the base that knows it; it holds white noise as the case from which it starts.
    private string Base => _settings.IsGiven("base") || Lattice is null || _isAngular ? _settings.Choice("base") : "field";

    private bool HasField => Base == "field";

    private bool HasActNorm => !_isAngular && _settings.Choice("actNorm") == "on";

    private bool HasPhaseShift => _isAngular && _settings.Choice("phaseShift") == "on";

    // On a lattice all sites are alike: what one scale per site could learn is noise.
    private bool HasFinal => !_isAngular && (_settings.IsGiven("final") || Lattice is null) && _settings.Choice("final") == "trained";

    private bool HasMarginal => _settings.Choice("marginal") == "on";

    private int Outputs(CouplingSplit split) => split.Active.Length * OutputsPerCoordinate;

    private int OutputsPerCoordinate => Map().ParameterCount;

    private ICouplingMap Map() => _isSpline ? new SplineMap(Spline(_settings.Whole("bins"))) : new AffineMap(_settings.Number("scaleBound"));

    private IConditioner Conditioner(ModelBuilder model, string name, CouplingSplit split) => _isConvolution
        ? new ConvolutionConditioner(model, name, split, new ConvolutionShape(Lattice!, _settings.Whole("kernelSize"), Width, _options.HiddenLayers, OutputsPerCoordinate), _isAngular)
        : new DenseConditioner(model, name, new ConditionerShape(split.Passive.Length, _conditions, Width, _options.HiddenLayers, Outputs(split)), _isAngular);

    private RationalQuadraticSpline Spline(int bins)
    {
        float bound = _isAngular ? MathF.PI : _settings.Number("splineBound");
        return new RationalQuadraticSpline(bins, -bound, bound, _isAngular);
    }

    private long Count(long width)
    {
        long count = FinalCount;
        if (HasField)
            count += new LatticeWaves(Lattice!).ClassCount;
        if (HasActNorm)
            count += 2L * _target.Dimensions * _splits.Count;
        if (HasPhaseShift)
            count += (long)_target.Dimensions * _splits.Count;
        if (HasMarginal)
            count += (long)Spline(_settings.Whole("bins")).ParameterCount * _target.Dimensions;
        foreach (CouplingSplit split in _splits)
        {
            count += _isConvolution
                ? new ConvolutionShape(Lattice!, _settings.Whole("kernelSize"), width, _options.HiddenLayers, OutputsPerCoordinate).ParameterCount(_isAngular)
                : DenseNetwork.ParameterCount((split.Passive.Length * (_isAngular ? 2 : 1)) + _conditions, width, _options.HiddenLayers, Outputs(split));
        }

        return count;
    }

    private long LineCount(int bins) => Spline(bins).ParameterCount + FinalCount;

    private long FinalCount => HasFinal ? 2L * _target.Dimensions : 0;

    // On a line nothing is left for a conditioner to read but the conditions.
    private (ConditionerShape Shape, long Count) ConditionedLine(long width)
    {
        int outputs = Spline(_settings.Whole("bins")).ParameterCount;
        return (new ConditionerShape(0, _conditions, (int)Math.Min(width, 1 << 24), _options.HiddenLayers, outputs), DenseNetwork.ParameterCount(_conditions, width, _options.HiddenLayers, outputs));
    }

    /// <summary>Centre and spread of the target in the units that it is learned in.</summary>
    private (IReadOnlyList<double> Scale, IReadOnlyList<double> Shift) Start()
    {
        int dimensions = _target.Dimensions;
        if (_target is EnergyTarget energy)
            return (energy.StartSpread, energy.Energy.Centre);
        if (!_target.Standardisation.IsIdentity)
            return ([.. Enumerable.Repeat(1.0, dimensions)], new double[dimensions]);
        return ([.. Enumerable.Range(0, dimensions).Select(_target.StandardDeviation)], _target.Mean);
    }
}
