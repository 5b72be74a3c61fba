using GenGpu.Training;

namespace GenGpu.Tests.Training;

public class EvaluationScheduleTests
{
    [Theory]
    [InlineData(100_000, 500, 5)]
    [InlineData(60, 20, 25)]
    [InlineData(7, 100, 33.3)]
    [InlineData(1, 1, 100)]
    [InlineData(1000, 300, 0)]
    public void NextVisitsExactlyTheEvaluationsInOrder(long steps, int interval, double percent)
    {
        var schedule = new EvaluationSchedule(steps, interval, percent);
        var visited = new List<long>();
        for (long step = 0; step < steps;)
        {
            step = schedule.Next(step);
            visited.Add(step);
        }

        Assert.Equal(Enumerable.Range(1, (int)steps).Select(step => (long)step).Where(schedule.IsEvaluation), visited);
        Assert.Equal(steps, visited[^1]);
        Assert.All(schedule.Snapshots, snapshot => Assert.Contains(snapshot, visited));
    }

    [Fact]
    public void FivePercentGivesTwentySnapshotsThatEndAtTheEnd()
    {
        var schedule = new EvaluationSchedule(100_000, 500, 5);
        Assert.Equal(Enumerable.Range(1, 20).Select(index => index * 5_000L), schedule.Snapshots);
    }
}
