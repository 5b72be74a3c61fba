namespace GenGpu.Benchmarks;

/// <summary>How fast the models of a <see cref="TrainingCell"/> train, all models and threads together.</summary>
/// <param name="Family">Name of the recipe.</param>
/// <param name="Width">Width of the hidden layers.</param>
/// <param name="Parameters">Parameters of one model.</param>
/// <param name="Models">Models side by side.</param>
/// <param name="MicrosecondsPerModelStep">Microseconds per model and step, median over rounds.</param>
/// <param name="GigaflopsPerSecond">1e9 floating-point operations per second as the op table counts them, random numbers included.</param>
/// <param name="ProductGigaflopsPerSecond">Those of matrix products alone.</param>
/// <param name="ShareOfPeak">Operations as a share of the peak of fused multiply-adds right before and after, median over rounds; null where no peak is measured.</param>
/// <param name="ProductShareOfPeak">The same for matrix products alone.</param>
public sealed record TrainingFigure(
    string Family, int Width, long Parameters, int Models, double MicrosecondsPerModelStep, double GigaflopsPerSecond, double ProductGigaflopsPerSecond, double? ShareOfPeak, double? ProductShareOfPeak);
