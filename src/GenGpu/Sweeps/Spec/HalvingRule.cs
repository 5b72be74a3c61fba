namespace GenGpu.Sweeps.Spec;

/// <summary>
/// Successive halving (Jamieson and Talwalkar 2016): after each of some steps the worse trials of a cohort stop. A cohort is fixed when the list of trials is: up to <paramref name="Cohort"/> consecutive trials of one
/// ensemble, so that who stops depends neither on shards nor on interruptions.
/// </summary>
/// <param name="Metric">The metric that ranks; smaller is better.</param>
/// <param name="Rungs">Steps, ascending, each a multiple of evaluate-every.</param>
/// <param name="Keep">Share that goes on at each rung, between 0 and 1.</param>
/// <param name="Cohort">Trials that are ranked together.</param>
public sealed record HalvingRule(string Metric, IReadOnlyList<long> Rungs, double Keep, int Cohort);
