using GenGpu.Core.Programs;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Sampling;

/// <summary>Markov chains of an energy as three programs over one state; hyper value <c>thinning</c> is the number of moves per sample.</summary>
public interface IChainSampler
{
    /// <summary>The energy.</summary>
    Energy Energy { get; }

    /// <summary>State, hyper values and programs.</summary>
    ModelDefinition Definition { get; }

    /// <summary>Puts the chains around the energy's centre; one step.</summary>
    Program Initialise { get; }

    /// <summary>One move per step, with adaptation of the step size.</summary>
    Program Warmup { get; }

    /// <summary>One sample of every chain per step; outputs <c>samples</c> [dimensions, chains], <c>energy</c> [1, chains], <c>acceptance</c> and perhaps more without chains.</summary>
    Program Sample { get; }
}
