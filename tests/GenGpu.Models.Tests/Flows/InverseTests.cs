using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;
using GenGpu.Models.Flows;
using GenGpu.Models.Tests.Families;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Flows;

/// <summary>Flows are invertible, and their densities are what the change of variables says.</summary>
public sealed class InverseTests
{
    [Theory]
    [MemberData(nameof(FlowCase.All), MemberType = typeof(FlowCase))]
    public void The_inverse_undoes_the_flow_and_knows_its_density(string energy, string settings)
    {
        using var accelerator = new CpuAccelerator(1);
        TrainableModel model = FlowCase.Create(energy, settings);
        using var runner = new ModelRunner(accelerator, model);
        FlowCase.Disturb(runner.Ensemble, 0, 0.2);
        WeightedSamples layout = model.Weighted!;
        float[] weighted = runner.Run(model.Sample, WeightedSamples.OutputName, 1);
        int batch = model.Sample.BatchSize;
        float[] points = weighted[..(layout.Dimensions * batch)];
        Program density = model.Definition.Program("density");
        float[][] outputs = [.. density.Outputs.Select(stream => new float[stream.LengthPerModel(1)])];
        accelerator.Run([new Launch(runner.Ensemble, density, 0, 1) { Inputs = [points], Outputs = [.. outputs.Select(output => (Memory<float>?)output)] }]);
        float[] Output(string name) => outputs[density.Outputs.Single(stream => stream.Name == name).Index];

        for (int i = 0; i < points.Length; i++)
            Assert.Equal(points[i], Output("again")[i], 1e-5f * (1 + Math.Abs(points[i])));
        for (int sample = 0; sample < batch; sample++)
        {
            float forward = weighted[(layout.LogDensity * batch) + sample];
            Assert.Equal(forward, Output("logDensity")[sample], 1e-3f * (1 + Math.Abs(forward)));
        }

        // Not the identity: the disturbance reached the points.
        Assert.Contains(points.Zip(Output("latents")), pair => Math.Abs(pair.First - pair.Second) > 0.05f);
    }

    [Theory]
    [MemberData(nameof(FlowCase.All), MemberType = typeof(FlowCase))]
    public void The_log_determinant_is_that_of_the_Jacobian_in_double(string energy, string settings)
    {
        TrainableModel model = FlowCase.Create(energy, settings);
        int dimensions = model.Target.Dimensions;
        using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
        var builder = new ModelBuilder("jacobian");
        TrainableModel own = new FlowFamily().Create(model.Target, model.Options, builder);
        using IEnsemble ensemble = accelerator.CreateEnsemble(own.Definition, [3]);
        accelerator.Run([new Launch(ensemble, own.Initialise, 0, 1)]);
        FlowCase.Disturb(ensemble, 0, 0.2);

        bool isUniform = settings.Contains("uniform", StringComparison.Ordinal) || ((EnergyTarget)own.Target).Energy.IsAngular;
        bool isAngular = ((EnergyTarget)own.Target).Energy.IsAngular;
        Program density = own.Definition.Program("density");
        int batch = density.BatchSize;
        float[] at = [.. Enumerable.Range(0, dimensions * batch).Select(i => MathF.Round(1024 * MathF.Sin(i * 0.7f)) / 1024)];
        const int samples = 3;
        var jacobians = new double[samples][,];
        for (int s = 0; s < samples; s++)
            jacobians[s] = new double[dimensions, dimensions];

        // Steps of 2^-11 are exact in float. Splines have kinks in their slope, where a difference is off by as much as the step.
        const float shift = 1f / 2048;
        for (int axis = 0; axis < dimensions; axis++)
        {
            (float[] up, float[] down) = (Latents(axis, shift), Latents(axis, -shift));
            for (int s = 0; s < samples; s++)
            {
                for (int row = 0; row < dimensions; row++)
                    jacobians[s][row, axis] = Wrapped(up[(row * batch) + s] - (double)down[(row * batch) + s]) / (2 * shift);
            }
        }

        float[] logDensity = Run("logDensity", at);
        float[] latents = Run("latents", at);
        for (int s = 0; s < samples; s++)
        {
            double logBase = isUniform
                ? -dimensions * Math.Log(2 * Math.PI)
                : Enumerable.Range(0, dimensions).Sum(row => (-0.5 * latents[(row * batch) + s] * latents[(row * batch) + s]) - (0.5 * Math.Log(2 * Math.PI)));
            Assert.Equal(LogDeterminant(jacobians[s]), logDensity[s] - logBase, 2e-3 * dimensions);
        }

        float[] Latents(int axis, float by)
        {
            float[] moved = [.. at];
            for (int sample = 0; sample < batch; sample++)
                moved[(axis * batch) + sample] += by;
            return Run("latents", moved);
        }

        float[] Run(string output, float[] points)
        {
            ProgramStream stream = density.Outputs.Single(o => o.Name == output);
            float[] values = new float[stream.LengthPerModel(1)];
            var outputs = new Memory<float>?[density.Outputs.Count];
            outputs[stream.Index] = values;
            accelerator.Run([new Launch(ensemble, density, 0, 1) { Inputs = [points], Outputs = outputs }]);
            return values;
        }

        double Wrapped(double difference) => isAngular ? Math.IEEERemainder(difference, 2 * Math.PI) : difference;
    }

    [Fact]
    public void Beyond_the_ends_of_a_uniform_base_there_is_no_density()
    {
        using var accelerator = new CpuAccelerator(1);
        TrainableModel model = FlowCase.Create("double-well", "coupling=affine,base=uniform");
        using var runner = new ModelRunner(accelerator, model);
        Program density = model.Definition.Program("density");
        float[] points = new float[2 * density.BatchSize];
        points[1] = 100;
        float[] logDensity = new float[density.BatchSize];
        var outputs = new Memory<float>?[density.Outputs.Count];
        outputs[density.Outputs.Single(stream => stream.Name == "logDensity").Index] = logDensity;
        accelerator.Run([new Launch(runner.Ensemble, density, 0, 1) { Inputs = [points], Outputs = outputs }]);
        Assert.InRange(logDensity[0], -10, 0);
        Assert.True(logDensity[1] < -1e29f);
    }

    private static double LogDeterminant(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        double log = 0;
        for (int pivot = 0; pivot < n; pivot++)
        {
            int best = Enumerable.Range(pivot, n - pivot).MaxBy(row => Math.Abs(matrix[row, pivot]));
            for (int column = 0; column < n; column++)
                (matrix[pivot, column], matrix[best, column]) = (matrix[best, column], matrix[pivot, column]);
            log += Math.Log(Math.Abs(matrix[pivot, pivot]));
            for (int row = pivot + 1; row < n; row++)
            {
                double factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (int column = pivot; column < n; column++)
                    matrix[row, column] -= factor * matrix[pivot, column];
            }
        }

        return log;
    }
}
