using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Metrics;

namespace GenGpu.Models.Targets;

/// <summary>
/// Five bent arms: x = 2 R(-phi) (a, b), a = 1 + 0.3 z_1, b = 0.1 z_2, phi = 2 pi k / 5 + exp(a) / 4, k = 0 .. 4 as likely, R(phi) the rotation by phi. The map from (a, b) has the determinant 4 (1 + b exp(a) / 4),
/// and its inverse is found by roots on the circle of x, so the density is exact; what lies where arms fold back on themselves (4.4 standard deviations out, below 1e-9 of the mass) may be counted twice or not at all.
/// </summary>
public sealed class PinwheelTarget() : Target(
    "pinwheel",
    2,
    "five bent arms",
    "x = 2 R(-phi) (1 + 0.3 z1, 0.1 z2), phi = 2 pi k / 5 + exp(1 + 0.3 z1) / 4, k = 0 .. 4, z ~ N(0, I), R(phi) the rotation by phi")
{
    private const int Arms = 5;
    private const double Scale = 2, Centre = 1, Radial = 0.3, Tangential = 0.1, Rate = 0.25;
    private const double Reach = 10;
    private const int Scan = 96;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Mean => [0, 0];

    /// <inheritdoc/>
    /// <remarks>A law that five turns map onto itself has a multiple of I: half of E|x|^2.</remarks>
    public override IReadOnlyList<double> Covariance
    {
        get
        {
            double half = 0.5 * Scale * Scale * ((Centre * Centre) + (Radial * Radial) + (Tangential * Tangential));
            return [half, 0, 0, half];
        }
    }

    /// <inheritdoc/>
    public override (double Lower, double Upper) Range => (-4, 4);

    /// <inheritdoc/>
    public override double SmallestScale => Scale * Tangential;

    /// <inheritdoc/>
    public override double LogDensity(ReadOnlySpan<double> point)
    {
        double radius = Math.Sqrt((point[0] * point[0]) + (point[1] * point[1])) / Scale;
        double angle = Math.Atan2(point[1], point[0]);
        double sum = 0;
        double before = -Math.PI;
        for (int index = 1; index <= Scan; index++)
        {
            double after = Math.PI * ((2.0 * index / Scan) - 1);
            // Both ends on one side of the band that b reaches, and none of the band between them.
            if (Math.Min(Math.Abs(Math.Sin(before)), Math.Abs(Math.Sin(after))) * radius <= Reach * Tangential)
                sum += Between(radius, angle, before, after);
            before = after;
        }

        return Math.Log(sum / (Arms * Scale * Scale));
    }

    /// <inheritdoc/>
    public override Value Sample(ProgramBuilder g, string site)
    {
        ArgumentNullException.ThrowIfNull(g);
        Value normals = g.Normal(2, $"{site}.normal");
        Value along = g.MultiplyAdd(g.SliceRows(normals, 0, 1), g.Constant((float)Radial), g.Constant((float)Centre));
        Value across = g.SliceRows(normals, 1, 1) * (float)Tangential;
        Value turn = g.Floor(g.Uniform(1, $"{site}.arm") * Arms) * (float)(2 * Math.PI / Arms);
        Value angle = g.MultiplyAdd(g.Exp(along), g.Constant((float)Rate), turn);
        (Value cosine, Value sine) = (g.Cos(angle), g.Sin(angle));
        return g.ConcatenateRows(g.MultiplyAdd(along, cosine, across * sine), g.MultiplyAdd(across, cosine, -along * sine)) * (float)Scale;
    }

    /// <inheritdoc/>
    protected override double[]? ComputeBinMasses(HistogramGrid grid)
    {
        const int order = 6;
        int bins = grid.BinsPerAxis;
        double cell = (grid.Upper - grid.Lower) / bins;
        int panels = (int)Math.Ceiling(cell / SmallestScale);
        QuadratureRule axis = Quadrature.Panels(grid.Lower, grid.Upper, bins * panels, order);
        int nodes = panels * order;
        double[] masses = new double[grid.CellCount + 1];
        ParallelLoop.For(0, bins, 0, row =>
        {
            Span<double> point = stackalloc double[2];
            for (int first = row * nodes; first < (row + 1) * nodes; first++)
            {
                for (int second = 0; second < axis.Count; second++)
                {
                    (point[0], point[1]) = (axis.Point(first)[0], axis.Point(second)[0]);
                    masses[(row * bins) + (second / nodes)] += axis.Weights[first] * axis.Weights[second] * Math.Exp(LogDensity(point));
                }
            }
        }, CancellationToken.None);
        masses[^1] = Math.Max(0, 1 - masses.Sum());
        return masses;
    }

    /// <inheritdoc/>
    /// <remarks>Polar coordinates over one arm's share of the angle: panels along the radius, the trapezoid rule around, which is periodic.</remarks>
    protected override double? ComputeEntropy()
    {
        const int around = 96;
        QuadratureRule radii = Quadrature.Panels(1e-9, Scale * (Centre + (8 * Radial)), 20, 16);
        double entropy = 0;
        double[] point = new double[2];
        for (int index = 0; index < radii.Count; index++)
        {
            double radius = radii.Point(index)[0];
            for (int turn = 0; turn < around; turn++)
            {
                (point[1], point[0]) = Math.SinCos(2 * Math.PI / Arms * turn / around);
                (point[0], point[1]) = (radius * point[0], radius * point[1]);
                double logDensity = LogDensity(point);
                if (!double.IsNegativeInfinity(logDensity))
                    entropy -= radii.Weights[index] * radius * 2 * Math.PI / around * Math.Exp(logDensity) * logDensity;
            }
        }

        return entropy;
    }

    // Where (a, b) = radius (cos psi, sin psi), x has the angle h(psi) = psi - exp(a) / 4, up to fifths of a turn.
    private static double Angle(double radius, double psi) => psi - (Rate * Math.Exp(radius * Math.Cos(psi)));

    private static double Between(double radius, double angle, double lower, double upper)
    {
        const double turn = 2 * Math.PI / Arms;
        double first = Angle(radius, lower), last = Angle(radius, upper);
        (double low, double high) = first < last ? (first, last) : (last, first);
        double sum = 0;
        // A root on the border of two intervals counts in one of them: low is excluded, high included.
        for (double level = angle + (turn * (Math.Floor((low - angle) / turn) + 1)); level <= high; level += turn)
        {
            (double left, double right) = (lower, upper);
            for (int halving = 0; halving < 46; halving++)
            {
                double middle = 0.5 * (left + right);
                if (Angle(radius, middle) < level == first < last)
                    left = middle;
                else
                    right = middle;
            }

            (double b, double a) = Math.SinCos(0.5 * (left + right));
            (a, b) = (radius * a, radius * b);
            double u = (a - Centre) / Radial, w = b / Tangential;
            sum += Math.Exp(-0.5 * ((u * u) + (w * w))) / (2 * Math.PI * Radial * Tangential) / Math.Abs(1 + (Rate * Math.Exp(a) * b));
        }

        return sum;
    }
}
