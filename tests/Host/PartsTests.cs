using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Host.Running;

namespace Timonier.Host.Tests;

public sealed class PartsTests
{
    [Fact]
    public async Task Run_WhenOnePartFails_EndsTheOthersAndSaysWhich()
    {
        var other = new TaskCompletionSource();
        var parts = new Parts(NullLogger.Instance);
        parts.Add("steady", async cancellation =>
        {
            using var onEnd = cancellation.Register(other.SetResult);
            await other.Task;
        });
        parts.Add("store", _ => Task.FromException(new IOException("the disk is gone")));
        (await Should.ThrowAsync<InvalidOperationException>(() => parts.RunAsync(TestContext.Current.CancellationToken))).Message.ShouldBe("store ended: the disk is gone");
        other.Task.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Run_WhenCancelled_ReturnsAfterAllHaveEnded()
    {
        using var stop = new CancellationTokenSource();
        var ended = false;
        var parts = new Parts(NullLogger.Instance);
        parts.Add("slow", async cancellation =>
        {
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var onEnd = cancellation.Register(asked.SetResult);
            await asked.Task;
            ended = true;
        });
        var running = parts.RunAsync(stop.Token);
        await stop.CancelAsync();
        await running;
        ended.ShouldBeTrue();
    }
}
