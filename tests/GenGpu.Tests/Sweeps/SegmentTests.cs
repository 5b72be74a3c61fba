using System.Text;
using GenGpu.Core;
using GenGpu.Sweeps.Results;
using GenGpu.Tests.Storage;
using GenGpu.Training;

namespace GenGpu.Tests.Sweeps;

public class SegmentTests
{
    [Fact]
    public void TheCheckIsCrc32C() => Assert.Equal(0xE3069283u, Crc32C.Of(Encoding.ASCII.GetBytes("123456789"))); // the check value of the catalogue of parametrised CRC algorithms

    [Fact]
    public void ASegmentCutAnywhereGivesBackEveryWholeResult()
    {
        using var folder = new TemporaryFolder();
        (string path, long[] ends) = Write(folder.FullName, 6);
        byte[] all = File.ReadAllBytes(path);
        Assert.Equal(all.Length, ends[^1]);
        for (int length = 0; length <= all.Length; length++)
        {
            File.WriteAllBytes(path, all[..length]);
            ResultIndex index = ResultIndex.Read(folder.FullName);
            Assert.Equal(ends.Count(end => end <= length), index.Count);
            Assert.Equal(0, index.Damage.DamagedRecords);
            for (int trial = 0; trial < index.Count; trial++)
                Assert.Equal((trial, trial + 1), ((int)index.Document(Id(trial)).Steps, index.Curve(Id(trial)).Count));
        }
    }

    [Fact]
    public void AFlippedBitCostsItsRecordAndNoOther()
    {
        using var folder = new TemporaryFolder();
        (string path, long[] ends) = Write(folder.FullName, 4);
        byte[] all = File.ReadAllBytes(path);
        for (long at = ends[0]; at < ends[1]; at++)
        {
            byte[] damaged = [.. all];
            damaged[at] ^= 4;
            File.WriteAllBytes(path, damaged);
            ResultIndex index = ResultIndex.Read(folder.FullName);

            // Also in a length: the next record is found again. Whether it hits the second trial's curve or its result, that trial does not count.
            Assert.Equal(new SegmentDamage(0, 1), index.Damage);
            foreach (int trial in new[] { 0, 2, 3 })
                Assert.Equal((trial, trial + 1), ((int)index.Document(Id(trial)).Steps, index.Curve(Id(trial)).Count));
            Assert.Equal(TrialState.Pending, index.StateOf(Id(1)));
        }
    }

    [Fact]
    public void DoneCountsBeforeDivergedBeforeFailedAndNothingTwice()
    {
        using var folder = new TemporaryFolder();
        TrialState[][] writers = [[TrialState.Failed, TrialState.Diverged], [TrialState.Failed, TrialState.Done], [TrialState.Done, TrialState.Failed]];
        foreach (TrialState[] states in writers)
        {
            using SegmentWriter writer = Writer(folder.FullName);
            for (int trial = 0; trial < states.Length; trial++)
                writer.Add(Id(trial), Document(trial) with { State = states[trial] }, [], null);
            writer.Flush();
        }

        ResultIndex index = ResultIndex.Read(folder.FullName);
        Assert.Equal((TrialState.Done, TrialState.Done), (index.StateOf(Id(0)), index.StateOf(Id(1))));
        Assert.Equal(2, index.Count);
        Assert.Equal((2, 1), (index.FailuresOf(Id(0)), index.FailuresOf(Id(1))));
    }

    [Theory]
    [InlineData(FailingSteps.Step.Create)]
    [InlineData(FailingSteps.Step.Write)]
    [InlineData(FailingSteps.Step.Flush)]
    public void ADiskThatFailsIsNamedAndNothingIsAddedBehindATornRecord(FailingSteps.Step step)
    {
        using var folder = new TemporaryFolder();
        using var writer = new SegmentWriter(folder.FullName, Info(), new FailingSteps(step, new IOException("full", 28)));
        writer.Add(Id(0), Document(0), [], null);
        Assert.Contains("the disk is full", Assert.Throws<UserErrorException>(writer.Flush).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(writer.Flush);
    }

    [Fact]
    public void AForeignFileAndANewerVersionAreRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.seg"], "something else entirely");
        Assert.Contains("no segment", Assert.ThrowsAny<UserErrorException>(() => ResultIndex.Read(folder.FullName)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(folder["a.seg"], "GGSEG\n\u0002\n"u8.ToArray());
        Assert.Contains("use a newer gengpu", Assert.ThrowsAny<UserErrorException>(() => ResultIndex.Read(folder.FullName)).Message, StringComparison.Ordinal);
    }

    private static string Id(int trial) => FormattableString.Invariant($"{trial:x12}");

    private static TrialDocument Document(int trial) => new(TrialState.Done, null, trial, 10, new Dictionary<string, double> { ["kld"] = double.NaN }, null, null, null, null, ["kld"], null, new TrialRun(0.5, null, 0, 1));

    private static WriterInfo Info() => new(WriterInfo.CurrentSchema, "host", 1, null, "0/1", "0", 2, "cpu", "test", DateTime.UtcNow);

    private static SegmentWriter Writer(string folder) => new(folder, Info());

    private static (string Path, long[] Ends) Write(string folder, int count)
    {
        using SegmentWriter writer = Writer(folder);
        long[] ends = new long[count];
        for (int trial = 0; trial < count; trial++)
        {
            writer.Add(Id(trial), Document(trial), [.. Enumerable.Range(0, trial + 1).Select(step => new CurvePoint(step, 0.5, [step, double.PositiveInfinity]))], null);
            writer.Flush();
            ends[trial] = new FileInfo(writer.Path).Length;
        }

        return (writer.Path, ends);
    }
}
