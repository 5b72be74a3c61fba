namespace GenGpu.Reports;

/// <summary>One picture before it is drawn.</summary>
/// <param name="Name">File name without ending; ASCII letters, digits, '_' and '-'.</param>
/// <param name="Csv">The data.</param>
/// <param name="Script">The gnuplot script; it reads Name.csv in its own folder and writes Name.png there.</param>
/// <param name="Width">Width of the PNG in pixels.</param>
/// <param name="Height">Height of the PNG in pixels.</param>
public sealed record PictureFiles(string Name, string Csv, string Script, int Width, int Height);
