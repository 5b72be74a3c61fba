using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Tests.Runtime;

/// <summary>Shares of devices from measured times.</summary>
public class BalanceTests
{
    [Fact]
    public void AFasterDeviceGetsMore() => Assert.Equal([80, 20], Balance.Shares([(50, 500, 1), (50, 500, 4)])!);

    [Fact]
    public void ADeviceKeepsAtLeastOneModel() => Assert.Equal([59, 1], Balance.Shares([(30, 1000, 0.1), (30, 1000, 1000)])!);

    [Theory]
    [InlineData(1.0, 1.1)]
    [InlineData(0.001, 4.0)]
    public void WhatIsGoodEnoughOrHardlyMeasuredStays(double first, double second) => Assert.Null(Balance.Shares([(50, 500, first), (50, 500, second)]));

    [Fact]
    public void AsManyModelsAsDevicesStay() => Assert.Null(Balance.Shares([(1, 10, 1), (1, 10, 9)]));
}
