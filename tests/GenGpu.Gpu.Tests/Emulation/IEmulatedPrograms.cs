using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>Programs in one of their forms, compiled for the CPU.</summary>
internal interface IEmulatedPrograms : IDisposable
{
    /// <summary>Lanes of every group.</summary>
    int Lanes { get; }

    /// <summary>What a program's status words mean.</summary>
    IReadOnlyList<string> Labels(Program program);

    /// <summary>Global scratch of a program, per model of a call.</summary>
    int ScratchFloats(Program program);

    /// <summary>Runs steps of a program on the models of a call.</summary>
    void Run(Program program, EmulatedCall call);
}
