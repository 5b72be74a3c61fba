using System.Globalization;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Reference;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>The two checks of a case. Each returns null, or one line that says what is wrong.</summary>
public static class Checks
{
    private const double Epsilon = 1e-6;

    /// <summary>Compares an accelerator with the reference in double, within the tolerance of the op.</summary>
    public static string? Compare(OpCase opCase, IAccelerator accelerator)
    {
        using var exact = new ReferenceAccelerator<double>();
        foreach ((bool temporaries, bool ballast) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            // Scalar loops over the whole batch know no slices.
            if (ballast && (opCase.BatchSize < 128 || accelerator is ReferenceAccelerator<float>))
                continue;
            CaseResult expected = new CaseModel(opCase, temporaries).Run(exact);
            CaseResult actual = new CaseModel(opCase, temporaries, ballast: ballast).Run(accelerator);
            if (Compare(opCase, expected, actual, $"{(temporaries ? " (temporary operands)" : "")}{(ballast ? " (in slices)" : "")}") is { } difference)
                return difference;
        }

        return null;
    }

    /// <summary>Compares what a case left behind with what the reference in double left.</summary>
    public static string? Compare(OpCase opCase, CaseResult expected, CaseResult actual, string how)
    {
        if (expected.Status != actual.Status)
            return $"{opCase.Name}: status {actual.Status}, expected {expected.Status}";
        foreach ((string name, double[] values) in expected.Values)
        {
            if (Difference(opCase, values, actual.Values[name]) is { } difference)
                return $"{opCase.Name}, {name}{how}: {difference}";
        }

        return null;
    }

    /// <summary>Compares adjoints with central differences in double.</summary>
    public static string? Gradient(OpCase opCase, ReferenceAccelerator<double> accelerator)
    {
        var model = new CaseModel(opCase, temporaries: false, gradients: true);
        using var ensemble = (ReferenceEnsemble<double>)model.Create(accelerator);
        CaseResult result = model.Run(accelerator, ensemble);
        foreach (int operand in opCase.Differentiate)
        {
            double[] values = ensemble.ReadState(0, model.Slot(operand));
            double[] gradient = result.Values[$"gradient{operand}"];
            // All elements of small operands, six spread over large ones.
            int stride = values.Length <= 16 ? 1 : (values.Length / 6) | 1;
            for (int i = 0; i < values.Length; i += stride)
            {
                double Loss(double shift)
                {
                    double[] moved = [.. values];
                    moved[i] += shift;
                    ensemble.WriteState(0, model.Slot(operand), moved);
                    return model.Run(accelerator, ensemble).Values["loss"][0];
                }

                double expected = (Loss(Epsilon) - Loss(-Epsilon)) / (2 * Epsilon);
                ensemble.WriteState(0, model.Slot(operand), values);
                if (!(Math.Abs(gradient[i] - expected) <= 1e-5 + (1e-3 * Math.Abs(expected))))
                    return string.Create(CultureInfo.InvariantCulture, $"{opCase.Name}: gradient of operand {operand}[{i}] is {gradient[i]}, finite difference {expected}");
            }
        }

        return null;
    }

    private static string? Difference(OpCase opCase, double[] expected, double[] actual)
    {
        // Element by element for the elementwise op, otherwise relative to the largest element of the result.
        double largest = expected.Where(x => float.IsFinite((float)x)).Select(Math.Abs).DefaultIfEmpty(0).Max();
        OpTolerance tolerance = opCase.Op.Tolerance;
        for (int i = 0; i < expected.Length; i++)
        {
            float rounded = (float)expected[i];
            double scale = opCase.Op == OpTable.Elementwise ? Math.Abs(expected[i]) : largest;
            bool equal = float.IsFinite(rounded)
                ? Math.Abs(actual[i] - (tolerance == OpTolerance.Exact ? rounded : expected[i])) <= tolerance.Absolute + (tolerance.Relative * scale)
                : rounded.Equals((float)actual[i]);
            if (!equal)
                return string.Create(CultureInfo.InvariantCulture, $"element {i} is {actual[i]:g9}, expected {expected[i]:g9}");
        }

        return null;
    }
}
