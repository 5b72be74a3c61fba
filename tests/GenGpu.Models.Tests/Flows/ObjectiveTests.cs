using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Flows;

/// <summary>Gradients of what flows minimise, against finite differences in double, and what the path gradient leaves out.</summary>
public sealed class ObjectiveTests
{
    private const double Rate = 1 / 1024.0;

    [Theory]
    [InlineData("double-well", "coupling=affine")]
    [InlineData("double-well", "coupling=spline,bins=4,annealStart=0.1")]
    [InlineData("double-well", "coupling=spline,bins=4,objective=forward")]
    [InlineData("double-well-tilted", "coupling=affine,objective=mixed,energyClip=5")]
    [InlineData("many-well-4", "coupling=spline,bins=3,marginal=on")]
    [InlineData("phi4-4", "coupling=affine,conditioner=convolution")]
    [InlineData("2d-gmm", "coupling=spline,bins=4")]
    [InlineData("1d-bimodal", "")]
    public void Gradients_equal_finite_differences(string target, string settings)
    {
        Dictionary<string, string> all = FlowCase.Parse("couplings=2,optimizer=sgd,schedule=constant,learningRate=0.0009765625" + (settings.Length > 0 ? "," + settings : ""));
        Target learned = EnergyCatalog.Claims(target) ? new EnergyTarget(EnergyCatalog.Get(target)) : TargetCatalog.Get(target);
        if (learned.Dimensions == 1)
            all.Remove("couplings");
        TrainableModel model = new FlowFamily().Create(learned, new FamilyOptions { Budget = 200, BatchSize = 16, Steps = 100, Settings = all });
        using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
        using ReferenceEnsemble<double> ensemble = accelerator.CreateEnsemble(model.Definition, [5]);
        accelerator.Run([new Launch(ensemble, model.Initialise, 0, 1)]);
        FlowCase.Disturb(ensemble, 0, 0.1);
        StateSlot[] parameters = [.. model.Definition.State.Where(slot => slot.Role == StateRole.Parameter)];
        double[][] start = [.. parameters.Select(slot => ensemble.ReadState(0, slot))];
        Step();
        double[][] end = [.. parameters.Select(slot => ensemble.ReadState(0, slot))];
        int compared = 0;
        for (int p = 0; p < parameters.Length; p++)
        {
            for (int i = 0; i < start[p].Length; i += 1 + (start[p].Length / 12))
            {
                const double shift = 1e-6;
                double difference = (LossAt(p, i, shift) - LossAt(p, i, -shift)) / (2 * shift);
                double gradient = (start[p][i] - end[p][i]) / Rate;
                Assert.Equal(difference, gradient, 1e-5 * (1 + Math.Abs(difference)));
                compared++;
            }
        }

        Assert.True(compared > 5);

        double LossAt(int p, int i, double by)
        {
            for (int other = 0; other < parameters.Length; other++)
                ensemble.WriteState(0, parameters[other], start[other]);
            double[] moved = [.. start[p]];
            moved[i] += by;
            ensemble.WriteState(0, parameters[p], moved);
            return Step();
        }

        double Step()
        {
            accelerator.Run([new Launch(ensemble, model.Train, 3, 1)]);
            return ensemble.ReadState(0, model.Definition.FindState("loss")!)[0];
        }
    }

    [Fact]
    public void Annealing_over_a_single_step_divides_by_no_zero()
    {
        TrainableModel model = FlowCase.Create("double-well", "coupling=affine,annealStart=0.1", steps: 1);
        using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
        using ReferenceEnsemble<double> ensemble = accelerator.CreateEnsemble(model.Definition, [5]);
        accelerator.Run([new Launch(ensemble, model.Initialise, 0, 1)]);
        accelerator.Run([new Launch(ensemble, model.Train, 0, 1)]);
        Assert.True(double.IsFinite(ensemble.ReadState(0, model.Definition.FindState("loss")!)[0]));
        Assert.Equal(ModelState.Running, ensemble.Status(0).State);
    }

    [Theory]
    [InlineData("path", true)]
    [InlineData("plain", false)]
    public void The_path_gradient_vanishes_without_noise_where_the_flow_equals_its_target(string gradient, bool vanishes)
    {
        // couplings start as the identity and the last layer at the target's spread: the flow is the Gaussian.
        Dictionary<string, string> settings = FlowCase.Parse($"couplings=2,coupling=affine,optimizer=sgd,schedule=constant,learningRate=1,gradient={gradient}");
        TrainableModel model = new FlowFamily().Create(new EnergyTarget(EnergyCatalog.Get("gaussian-4")), new FamilyOptions { Budget = 300, BatchSize = 16, Steps = 100, Settings = settings });
        using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
        using ReferenceEnsemble<double> ensemble = accelerator.CreateEnsemble(model.Definition, [5]);
        accelerator.Run([new Launch(ensemble, model.Initialise, 0, 1)]);
        StateSlot[] parameters = [.. model.Definition.State.Where(slot => slot.Role == StateRole.Parameter)];
        double[] start = [.. parameters.SelectMany(slot => ensemble.ReadState(0, slot))];
        accelerator.Run([new Launch(ensemble, model.Train, 0, 1)]);
        double largest = parameters.SelectMany(slot => ensemble.ReadState(0, slot)).Zip(start).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.Equal(vanishes, largest < 1e-9);
    }
}
