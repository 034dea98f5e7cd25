using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;

namespace Timonier.Client.Tests;

public sealed class EventRecorderTests
{
    private readonly FakeCluster cluster = new();
    private readonly VirtualTime time = new();
    private static readonly ObjectReference Web = new("v1", "Pod", "default", "web", "u1");

    [Fact]
    public void Record_FirstTime_CreatesAnEventNamedByNanoseconds() => Turns.Run(async () =>
    {
        var recorder = Recorder();
        recorder.Record(Web, "Normal", "Created", "Created container");
        await Written(recorder, 1);
        var written = cluster.All(CoreResources.Events)[0];
        written.Name.ShouldBe($"web.{(time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100:x}");
        written.Root["count"u8].AsInt32().ShouldBe(1);
        written.Root["source"u8]["component"u8].AsString().ShouldBe("kubelet");
        written.Root["involvedObject"u8]["uid"u8].AsString().ShouldBe("u1");
    });

    [Fact]
    public void Record_SameAgain_CountsUp() => Turns.Run(async () =>
    {
        var recorder = Recorder();
        for (var i = 0; i < 3; i++) recorder.Record(Web, "Warning", "BackOff", "Back-off restarting failed container");
        await Written(recorder, 3);
        var written = cluster.All(CoreResources.Events).ShouldHaveSingleItem();
        written.Root["count"u8].AsInt32().ShouldBe(3);
    });

    [Fact]
    public void Record_ManyDifferentMessages_FoldsThem() => Turns.Run(async () =>
    {
        var recorder = Recorder();
        for (var i = 0; i < 15; i++) recorder.Record(Web, "Warning", "Failed", $"failure {i}");
        await Written(recorder, 15);
        var all = cluster.All(CoreResources.Events);
        all.Count.ShouldBe(11);
        all.Select(e => e.Root["message"u8].AsString()).ShouldContain("(combined from similar events): failure 14");
    });

    [Fact]
    public void Record_Flood_StopsAtTheBurst() => Turns.Run(async () =>
    {
        var recorder = Recorder();
        for (var i = 0; i < 40; i++) recorder.Record(Web, "Warning", "BackOff", "again");
        recorder.Record(Web with { Name = "other" }, "Normal", "Created", "last");
        await Written(recorder, 26);
        cluster.All(CoreResources.Events).Single(e => e.Name.StartsWith("web.", StringComparison.Ordinal)).Root["count"u8].AsInt32().ShouldBe(25);
    });

    [Fact]
    public void Record_AtTheInstantOfAnothersEvent_TakesTheNextName() => Turns.Run(async () =>
    {
        var (one, other) = (Recorder(), Recorder());
        one.Record(Web, "Normal", "Killing", "Stopping container");
        await Written(one, 1);
        other.Record(Web, "Normal", "Preempted", "Preempted by another");
        await Written(other, 3);
        cluster.All(CoreResources.Events).Select(e => e.Root["reason"u8].AsString()).ShouldBe(["Killing", "Preempted"], ignoreOrder: true);
    });

    private EventRecorder Recorder() => new(cluster, new EventSource("kubelet", "n1"), time, NullLogger<EventRecorder>.Instance);

    private async Task Written(EventRecorder recorder, int calls)
    {
        using var stop = new CancellationTokenSource();
        var running = recorder.RunAsync(stop.Token);
        for (var turn = 0; turn < 1000 && cluster.Calls.Count < calls; turn++) await Task.Yield();
        cluster.Calls.Count.ShouldBe(calls);
        await stop.CancelAsync();
        await running;
    }
}
