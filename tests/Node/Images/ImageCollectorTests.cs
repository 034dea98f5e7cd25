using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client.Tests;
using Timonier.Contracts.Runtime;
using Timonier.Node.Machines;
using Timonier.Node.Images;
using Timonier.Node.Registration;

namespace Timonier.Node.Tests.Images;

public sealed class ImageCollectorTests : IAsyncDisposable
{
    private readonly VirtualTime time = new();
    private readonly RecordedEvents events = new();
    private readonly ScriptedRuntime runtime = new();
    private readonly ImageCollector collector;
    private long available = 100;

    public ImageCollectorTests() =>
        collector = new ImageCollector(runtime, () => new DiskInfo(1000, available), events, "n1", new ImageCleanup(), time, NullLogger.Instance);

    public ValueTask DisposeAsync() => runtime.DisposeAsync();

    [Theory]
    [InlineData(160, 0)]
    [InlineData(159, 41)]
    [InlineData(150, 50)]
    [InlineData(0, 200)]
    public void Excess_BeginsAtTheHighThreshold_AndEndsAtTheLow(long free, long excess) => new ImageCleanup().Excess(1000, free).ShouldBe(excess);

    [Fact]
    public async Task FullDisk_LosesWhatIsUsedLeast_AndNoMoreThanNeeded()
    {
        Images("old", "older", "running", "pause");
        Use("older");
        await LookAsync(free: 900);
        Use("running");
        time.Advance(TimeSpan.FromMinutes(5));
        await LookAsync(free: 150);
        Left.ShouldBe(["older", "running", "pause"]);
        events.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task YoungImages_UsedImages_AndPinnedOnes_Stay_AndTheLackIsTold()
    {
        Images("running", "pause");
        Use("running");
        await LookAsync(free: 900);
        Images("new");
        await LookAsync(free: 100);
        Left.ShouldBe(["running", "pause", "new"]);
        const string Lack = "Failed to garbage collect required amount of images. Attempted to free 100 bytes, but only found 0 bytes eligible to free.";
        events.Told.ShouldBe([("Warning", "FreeDiskSpaceFailed", Lack)]);
        time.Advance(TimeSpan.FromSeconds(119));
        await LookAsync(free: 100);
        events.Told.Skip(1).ShouldBe([("Warning", "FreeDiskSpaceFailed", Lack), ("Warning", "ImageGCFailed", Lack)]);
        time.Advance(TimeSpan.FromSeconds(1));
        await LookAsync(free: 150);
        Left.ShouldBe(["running", "pause"]);
    }

    [Fact]
    public void Looks_AreFiveMinutesApart() => Turns.Run(async () =>
    {
        available = 900;
        using var end = new CancellationTokenSource();
        var running = collector.RunAsync(end.Token);
        Images("idle");
        available = 100;
        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        for (var turn = 0; turn < 20; turn++) await Task.Yield();
        events.Told.ShouldBeEmpty();
        time.Advance(TimeSpan.FromSeconds(1));
        await time.Until(() => events.Told.Count > 0, TimeSpan.Zero);
        end.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(running);
    });

    private IEnumerable<string> Left => runtime.Images.Select(i => i.Id);

    private Task LookAsync(long free)
    {
        available = free;
        return collector.LookAsync(TestContext.Current.CancellationToken);
    }

    private void Images(params string[] ids) => runtime.Images.AddRange(ids.Select(id => new ImageInfo(id, [$"registry.example/{id}:1"], [], 60, null, "", Pinned: id == "pause")));

    private void Use(string image) => runtime.Containers =
        [new ContainerSummary("c1", "s1", "main", 0, ContainerPhase.Exited, image, time.GetUtcNow(), new Dictionary<string, string>(), new Dictionary<string, string>())];
}
