using GenGpu.Core;
using GenGpu.Cpu.Simd;

namespace GenGpu.Accelerators.Tests.Simd;

public class LaneSelectionTests
{
    [Fact]
    public void TakesTheRequestedWidth()
    {
        foreach (LaneWidth width in LaneSelection.Supported)
            Assert.Equal(width, LaneSelection.Select(((int)width).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(LaneWidth.Bits128, LaneSelection.Supported[^1]);
    }

    [Theory]
    [InlineData("64")]
    [InlineData("1024")]
    [InlineData("wide")]
    public void RefusesWhatTheProcessorHasNot(string request)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => LaneSelection.Select(request));
        Assert.Contains(LaneSelection.Variable, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void TakesTheWidestWhenNothingIsAskedFor() => Assert.Equal(LaneSelection.Supported.Max(), LaneSelection.Select(null));
}
