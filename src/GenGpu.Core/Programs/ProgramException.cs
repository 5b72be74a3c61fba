namespace GenGpu.Core.Programs;

/// <summary>A program that cannot be built: the message names the program, the op, the shapes it was given and the rule it breaks.</summary>
/// <param name="message">What is wrong and what to do next.</param>
public sealed class ProgramException(string message) : Exception(message);
