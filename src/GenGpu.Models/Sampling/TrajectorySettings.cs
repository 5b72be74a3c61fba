using GenGpu.Core.Programs;

namespace GenGpu.Models.Sampling;

/// <summary>What shapes a trajectory of Hamiltonian dynamics.</summary>
/// <param name="StepSize">Leapfrog step in units of the scale: a scalar or [replicas, 1].</param>
/// <param name="Scale">About the standard deviation of each coordinate, [dimensions * replicas, 1].</param>
/// <param name="LeapfrogSteps">Number of leapfrog steps.</param>
/// <param name="Jitter">Largest relative change of the step size of a move, a scalar.</param>
/// <param name="IsAngular">Whether coordinates are angles, to be wrapped to [-pi, pi).</param>
internal sealed record TrajectorySettings(Value StepSize, Value Scale, RepeatCount LeapfrogSteps, Value Jitter, bool IsAngular);
