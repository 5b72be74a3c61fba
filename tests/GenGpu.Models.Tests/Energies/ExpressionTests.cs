using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Energies;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Energies;

/// <summary>What expressions mean: against the same formula in C#, as ops, by finite differences, and printed and read again.</summary>
public sealed class ExpressionTests
{
    private static readonly double[] _point = [0.7, -1.3, 0.4, 1.1, -0.2, 0.9];

    private static readonly (string Expression, int Dimension, Func<double[], double> Formula)[] _cases =
    [
        ("x0^4 - 4*x0^2 + 0.5*x1^2", 2, x => Math.Pow(x[0], 4) - (4 * x[0] * x[0]) + (0.5 * x[1] * x[1])),
        ("x[1]^3", 2, x => Math.Pow(x[1], 3)),
        ("-x0^2", 1, x => -x[0] * x[0]),
        ("(-x0)^2 + 2^3^2*x0", 1, x => (x[0] * x[0]) + (512 * x[0])),
        ("x1^-2 + x0^0.5 + x0^2.5", 2, x => (1 / (x[1] * x[1])) + Math.Sqrt(x[0]) + Math.Pow(x[0], 2.5)),
        ("x0^x0", 1, x => Math.Pow(x[0], x[0])),
        ("1 - 2 - 3*x0/4/5*2", 1, x => 1 - 2 - (3 * x[0] / 4 / 5 * 2)),
        ("x0 - -x1 - +x2 --x3", 4, x => x[0] + x[1] - x[2] + x[3]),
        ("where(x0 > 1, x1, x2) + where(x0 <= 1, 3*x0, 5)", 3, x => x[2] + (3 * x[0])),
        ("(x0 == x0) + (x0 != x1) + (x0 < x1)*5 + (x1 >= x0)", 2, _ => 2),
        ("min(x0, x1) + 2*max(x0, x1)", 2, x => x[1] + (2 * x[0])),
        ("exp(x0) + log(x0) + sqrt(x0) + abs(x1)", 2, x => Math.Exp(x[0]) + Math.Log(x[0]) + Math.Sqrt(x[0]) - x[1]),
        ("sin(x0) + cos(x0) + tan(x0) + tanh(x0)", 1, x => Math.Sin(x[0]) + Math.Cos(x[0]) + Math.Tan(x[0]) + Math.Tanh(x[0])),
        ("sinh(x0) + cosh(x1) + sigmoid(x1) + softplus(x1)", 2, x => Math.Sinh(x[0]) + Math.Cosh(x[1]) + (1 / (1 + Math.Exp(-x[1]))) + Math.Log(1 + Math.Exp(x[1]))),
        ("log1p(x0) + expm1(x1) + sign(x1) + floor(x1) + square(x1)", 2, x => Math.Log(1 + x[0]) + Math.Exp(x[1]) - 1 - 1 - 2 + (x[1] * x[1])),
        ("erf(x0)", 1, x => MathNet.Numerics.SpecialFunctions.Erf(x[0])),
        ("pi*x0 + e - 1.5e-3*x0 + .5 + 2.", 1, x => (Math.PI * x[0]) + Math.E - (1.5e-3 * x[0]) + 2.5),
        ("sum(i, x[i]^2)", 6, x => x.Sum(v => v * v)),
        ("sum(i, 1..3, x[i]^4)", 6, x => x[1..4].Sum(v => Math.Pow(v, 4))),
        ("sum(i, 0..dimension-2, (x[i+1] - x[i])^2)", 6, x => Enumerable.Range(0, 5).Sum(i => Math.Pow(x[i + 1] - x[i], 2))),
        ("sum(i, x[i]*x[(i+1) % 6])", 6, x => Enumerable.Range(0, 6).Sum(i => x[i] * x[(i + 1) % 6])),
        ("sum(i, x[(i-1) % dimension]*x[i])", 6, x => Enumerable.Range(0, 6).Sum(i => x[i] * x[(i + 1) % 6])),
        ("sum(i, 0..2, x[2*i]^2*(i+1))", 6, x => (x[0] * x[0]) + (2 * x[2] * x[2]) + (3 * x[4] * x[4])),
        ("sum(i, 0..2, x[4 - 2*i] + x[i/2])", 6, x => x[0] + x[2] + x[4] + (2 * x[0]) + x[1]),
        ("pairs(i, j, (x[i] - x[j])^2)", 4, x => Enumerable.Range(0, 4).Sum(i => Enumerable.Range(i + 1, 3 - i).Sum(j => Math.Pow(x[i] - x[j], 2)))),
        ("pairs(i, j, 1..3, x[i]*x[j])", 6, x => (x[1] * x[2]) + (x[1] * x[3]) + (x[2] * x[3])),
        ("sum(i, x[i]*sum(j, 0..2, x[j]))", 6, x => x.Sum() * (x[0] + x[1] + x[2])),
        ("sum(i, 0..1, sum(j, 0..2, cos(x[i] - x[3+j])*(i+2*j)))", 6, x => Enumerable.Range(0, 2).Sum(i => Enumerable.Range(0, 3).Sum(j => Math.Cos(x[i] - x[3 + j]) * (i + (2 * j))))),
        ("sum(i, 0..1, x[i]*sum(j, 0..2, i))", 6, x => 3 * x[1]),
        ("sum(i, 0..7, 2)*x0 + sum(i, 0..3, i)", 1, x => (16 * x[0]) + 6),
        ("sum(i, 0..2, x0)", 1, x => 3 * x[0]),
        ("x0/dimension", 4, x => x[0] / 4),
        ("((((x0))))", 1, x => x[0]),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, _cases.Length)];

    [Theory, MemberData(nameof(Cases))]
    public void Expressions_mean_what_they_say(int number)
    {
        (string text, int dimension, Func<double[], double> formula) = _cases[number];
        ExpressionEnergy energy = new(text, new ExpressionEnergySettings { Dimension = dimension });
        double[] x = _point[..dimension];
        Assert.Equal(formula(x), energy.Evaluate(x), 1e-12);
        AssertEmitted(energy, x);
        // What is printed is an expression with the same meaning, and its own print.
        string printed = energy.Formula["U = ".Length..];
        ExpressionEnergy again = new(printed, new ExpressionEnergySettings { Dimension = dimension });
        Assert.Equal(energy.Evaluate(x), again.Evaluate(x), 1e-12);
        Assert.Equal(energy.Formula, again.Formula);
    }

    [Theory]
    [InlineData("x0^4 - 4*x0^2 + 0.5*x1^2", 2)]
    [InlineData("x5", 6)]
    [InlineData("sum(i, 0..7, x[i]^2)", 8)]
    [InlineData("sum(i, x[i]) + x3", 4)]
    [InlineData("pairs(i, j, 0..3, x[i]*x[j])", 4)]
    public void The_dimension_follows_from_the_coordinates(string text, int dimension) => Assert.Equal(dimension, new ExpressionEnergy(text).Dimensions);

    [Theory]
    [InlineData("3*x0^4 - 4*x0^2*x1", "U = 3 * x0^4 - 4 * x0^2 * x1")]
    [InlineData("(x0+1)*-(x1-2)/(x0*x1)", "U = (x0 + 1) * -(x1 - 2) / (x0 * x1)")]
    [InlineData("2^-1*x0-(x1-x0)", "U = 0.5 * x0 - (x1 - x0)")]
    [InlineData("where(x0>1,x1,(x0<2)*3)", "U = where(x0 > 1, x1, (x0 < 2) * 3)")]
    [InlineData("sum(i,0..1,x[(i+1)%2]^2)", "U = sum(i, 0..1, x[(i + 1) % 2]^2)")]
    public void Printed_text_has_the_brackets_that_it_needs(string text, string printed) =>
        Assert.Equal(printed, new ExpressionEnergy(text, new ExpressionEnergySettings { Dimension = 2 }).Formula);

    [Fact]
    public void Neighbours_on_a_lattice_give_the_action_of_phi4()
    {
        EnergyParameter[] parameters = [new("massSquared", -4), new("lambda", 8)];
        ExpressionEnergy square = new(
            "sum(i, (massSquared + 4)*x[i]^2 + lambda*x[i]^4) - 2*neighbours(i, j, x[i]*x[j])",
            new ExpressionEnergySettings { Lattice = new Lattice(3, 4), Parameters = parameters });
        ExpressionEnergy ring = new(
            "sum(i, (massSquared + 2)*x[i]^2 + lambda*x[i]^4) - 2*neighbours(i, j, x[i]*x[j])",
            new ExpressionEnergySettings { Lattice = new Lattice(1, 5), Parameters = parameters });
        foreach ((Energy energy, string name) in new[] { ((Energy)square, "phi4-3x4"), (ring, "phi4-5") })
        {
            Energy known = EnergyCatalog.Get(name);
            float[] points = EnergyRunner.Points(known, 5);
            for (int sample = 0; sample < 5; sample++)
            {
                double[] x = EnergyRunner.Column(points, known.Dimensions, sample);
                Assert.Equal(known.Evaluate(x), energy.Evaluate(x), 1e-12);
                AssertEmitted(energy, x);
            }
        }
    }

    [Fact]
    public void Parameters_are_hyper_values_unless_the_scope_gives_others()
    {
        ExpressionEnergy energy = new("depth*(x0^2 - width)^2", new ExpressionEnergySettings { Parameters = [new("depth", 3), new("width", 2)] });
        using ReferenceAccelerator<float> accelerator = ReferenceAccelerator.CreateFloat();
        Assert.Equal(3 * 4, EnergyRunner.Evaluate(accelerator, energy, [2f]).Energy[0]);
        Assert.Equal(0.5f * 1, EnergyRunner.Evaluate(accelerator, energy, [2f], new Dictionary<string, float> { ["depth"] = 0.5f, ["width"] = 3 }).Energy[0]);
        ModelBuilder model = new("energy");
        ProgramBuilder g = model.Program("evaluate", 1, RandomPurpose.Evaluate);
        energy.Emit(new EnergyScope(g), g.Input("x", Shape.Batched(1, 1)));
        Assert.Equal(["energy.depth", "energy.width"], model.HyperSlots.Select(slot => slot.Name));
    }

    [Theory]
    [InlineData("sum(i, x[i]^4 - 2*x[i]*x[(i+1) % dimension])")]
    [InlineData("pairs(i, j, exp(-(x[i] - x[j])^2))")]
    [InlineData("sum(i, i*x[i]*sum(j, x[j]))")]
    public void Instructions_do_not_grow_with_the_dimension(string text)
    {
        Assert.Equal(Instructions(text, 4), Instructions(text, 40));
    }

    [Fact]
    public void Sums_that_do_not_depend_on_outer_indices_are_computed_once()
    {
        ExpressionEnergy energy = new("sum(i, x[i]*sum(j, x[j]*sum(k, x[k]))) + sum(i, 0..9999, sum(j, 0..9999, sum(k, 0..9999, x0)))", new ExpressionEnergySettings { Dimension = 4000 });
        double[] x = [.. Enumerable.Repeat(0.5, 4000)];
        Assert.Equal(8e9 + 5e11, energy.Evaluate(x), 1.0);
    }

    private static int Instructions(string text, int dimension)
    {
        ExpressionEnergy energy = new(text, new ExpressionEnergySettings { Dimension = dimension });
        ProgramBuilder g = new ModelBuilder("count").Program("evaluate", 4, RandomPurpose.Evaluate);
        g.Output("energy", energy.Emit(new EnergyScope(g), g.Input("x", Shape.Batched(dimension, 4))));
        return g.Build().Body.Count;
    }

    private static void AssertEmitted(Energy energy, double[] x)
    {
        float[] point = [.. x.Select(value => (float)value)];
        using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
        (float[] energies, float[] gradient) = EnergyRunner.Evaluate(accelerator, energy, point);
        double[] place = [.. point.Select(value => (double)value)];
        double expected = energy.Evaluate(place);
        Assert.True(Math.Abs(energies[0] - expected) <= 2e-6 * (1 + Math.Abs(expected)), $"{energy.Name}: {energies[0]} for {expected}");
        for (int row = 0; row < place.Length; row++)
        {
            double[] above = [.. place];
            double[] below = [.. place];
            (above[row], below[row]) = (above[row] + 1e-5, below[row] - 1e-5);
            double difference = (energy.Evaluate(above) - energy.Evaluate(below)) / 2e-5;
            Assert.True(Math.Abs(gradient[row] - difference) <= 1e-5 * (1 + Math.Abs(difference)), $"{energy.Name}, x{row}: {gradient[row]} for {difference}");
        }
    }
}
