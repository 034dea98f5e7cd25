using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri.Tests;

public sealed class EventTests(Containerd containerd)
{
    private const uint Attempts = 50;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_ContainerEnds_ToldOnceItsStatusSaysSo()
    {
        await using var events = containerd.Runtime.EventsAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var (sandbox, config) = await containerd.SandboxAsync("told");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["io.kubernetes.pod.uid"] = config.Uid };
        var ended = FirstAsync(events, [config.Uid]);
        // Containers end one after the other until the subscription stands and one is told.
        for (var attempt = 0u; attempt < Attempts && !ended.IsCompleted; attempt++)
        {
            var id = await containerd.Runtime.CreateContainerAsync(sandbox, Containerd.Shell("exit 5") with { Attempt = attempt, Labels = labels }, config, Cancellation);
            await containerd.Runtime.StartContainerAsync(id, Cancellation);
            while ((await containerd.Runtime.ContainerStatusAsync(id, Cancellation))!.Phase != ContainerPhase.Exited) { }
        }
        ended.IsCompleted.ShouldBeTrue();
        var told = await ended;
        told.Kind.ShouldBe(RuntimeEventKind.Stopped);
        (await containerd.Runtime.ContainerStatusAsync(told.ContainerId, Cancellation)).ShouldNotBeNull().ExitCode.ShouldBe(5);
        containerd.Runtime.HasEvents.ShouldBeTrue();
    }

    [Fact]
    public async Task Events_SandboxEnds_ToldUnderThePodsUid()
    {
        await using var events = containerd.Runtime.EventsAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Task<RuntimeEvent>? ended = null;
        var uids = new List<string>();
        for (var attempt = 0; attempt < Attempts && ended is not { IsCompleted: true }; attempt++)
        {
            var (sandbox, config) = await containerd.SandboxAsync($"gone{attempt}");
            uids.Add(config.Uid);
            ended ??= FirstAsync(events, uids);
            await containerd.Runtime.StopSandboxAsync(sandbox, Cancellation);
        }
        ended.ShouldNotBeNull().IsCompleted.ShouldBeTrue();
        uids.ShouldContain((await ended).PodUid);
    }

    private static async Task<RuntimeEvent> FirstAsync(IAsyncEnumerator<RuntimeEvent> events, List<string> uids)
    {
        while (await events.MoveNextAsync())
            if (uids.Contains(events.Current.PodUid)) return events.Current;
        throw new InvalidOperationException("The runtime's events ended.");
    }
}
