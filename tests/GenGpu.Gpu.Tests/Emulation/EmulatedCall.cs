namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>One call of a program: what is to run, and the arguments that all forms have in common.</summary>
/// <param name="Models">Models of the call.</param>
/// <param name="FirstPosition">First position of the launch to run.</param>
/// <param name="Positions">Number of positions.</param>
/// <param name="Order">Seed of the order in which groups and lanes run.</param>
/// <param name="AddBlocks">Adds the arguments in front of the positions.</param>
/// <param name="AddStreams">Adds the arguments behind them.</param>
/// <param name="LargestHyper">The largest value of a hyper slot, by its offset, over the models.</param>
internal sealed record EmulatedCall(
    int Models, int FirstPosition, int Positions, uint Order, Action<ArgumentList> AddBlocks, Action<ArgumentList> AddStreams, Func<int, float> LargestHyper);
