using GenGpu.Core.Programs;

namespace GenGpu.Models.Sampling;

/// <summary>Where chains stand, with what a Hamiltonian move needs to know there.</summary>
/// <param name="Position">x, [dimensions * replicas, chains].</param>
/// <param name="Potential">W(x) = -log of the density that the move keeps, up to a constant, [replicas, chains].</param>
/// <param name="Force">-dW/dx, shape of the position.</param>
/// <param name="Extras">Other values that belong to the position, [replicas, chains]; a move takes them along.</param>
internal sealed record PathPoint(Value Position, Value Potential, Value Force, params Value[] Extras);
