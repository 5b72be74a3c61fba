namespace GenGpu.Reports;

/// <summary>What became of one picture; its .csv and .gp are written in every case.</summary>
/// <param name="Path">The PNG.</param>
/// <param name="Drawn">True when the PNG is there and new.</param>
/// <param name="Problem">Why it was not drawn, or null.</param>
public sealed record PictureOutcome(string Path, bool Drawn, string? Problem);
