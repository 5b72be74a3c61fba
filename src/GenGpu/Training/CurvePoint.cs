namespace GenGpu.Training;

/// <summary>One evaluation of one trial during training.</summary>
/// <param name="Step">Training steps done.</param>
/// <param name="Loss">The loss that the last of these steps reported; NaN where a family reports none.</param>
/// <param name="Values">One value per metric of the run.</param>
public sealed record CurvePoint(long Step, double Loss, double[] Values);
