using GenGpu.Sweeps.Execution;

namespace GenGpu.Sweeps.Reports;

/// <summary>Who works on a sweep.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="State">Whether its owner lives.</param>
/// <param name="AgeSeconds">Seconds since it was renewed.</param>
public sealed record OwnerStatus(LeaseDocument Lease, LeaseState State, double AgeSeconds);
