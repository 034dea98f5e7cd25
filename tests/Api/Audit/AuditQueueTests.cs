using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api.Audit;
using Timonier.Contracts.Cluster;

namespace Timonier.Api.Tests.Audit;

public sealed class AuditQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BatchesBeyondTheBuffer_AreLostAndCounted_WhileTheReceiverIsSlow()
    {
        var slow = new Slow();
        var metrics = new AuditMetrics();
        await using (var queue = new AuditQueue(new AuditOutput { Name = "webhook", Backend = slow, Mode = AuditMode.Batch, Buffer = 3, MostAtOnce = 2 }, metrics, TimeProvider.System, NullLogger.Instance))
        {
            await queue.TellAsync(Told());
            await slow.Called.WaitAsync(Cancellation);
            for (var i = 0; i < 5; i++) (await queue.TellAsync(Told())).ShouldBeTrue();
            slow.Release();
        }
        slow.Batches.ShouldBe([1, 2, 1]);
        TextOf(metrics).ShouldContain("apiserver_audit_error_total{plugin=\"webhook\"} 2\n");
    }

    [Fact]
    public async Task LargeEvents_AreToldWithoutTheirBodies()
    {
        var slow = new Slow();
        slow.Release();
        await using (var queue = new AuditQueue(new AuditOutput { Name = "log", Backend = slow, Mode = AuditMode.Blocking, LargestEvent = 1000 }, new AuditMetrics(), TimeProvider.System, NullLogger.Instance))
        {
            await queue.TellAsync(Told() with { RequestObject = System.Text.Encoding.UTF8.GetBytes($"\"{new string('x', 2000)}\"") });
        }
        slow.Texts.Single().ShouldContain("\"annotations\":{\"audit.k8s.io/truncated\":\"true\"}");
        slow.Texts.Single().ShouldNotContain("xxx");
    }

    [Theory]
    [InlineData("503 200", 2, true)]
    [InlineData("429 500 200", 3, true)]
    [InlineData("400 200", 1, false)]
    [InlineData("500 500 500 500 500 200", 5, false)]
    public async Task Webhook_TriesAgainWhileThatCanHelp(string answers, int attempts, bool succeeds)
    {
        var receiver = new Receiver(answers.Split(' ').Select(int.Parse));
        await using var webhook = new AuditWebhook(new HttpClient(receiver) { BaseAddress = new Uri("http://receiver/") }, TimeSpan.FromMilliseconds(1), TimeProvider.System);
        ReadOnlyMemory<byte>[] events = ["{}"u8.ToArray(), "{}"u8.ToArray()];
        if (succeeds) await webhook.SendAsync(events, Cancellation);
        else await Should.ThrowAsync<IOException>(async () => await webhook.SendAsync(events, Cancellation));
        receiver.Bodies.Count.ShouldBe(attempts);
        receiver.Bodies.ShouldAllBe(body => body == """{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[{},{}]}""");
    }

    private static string TextOf(AuditMetrics metrics)
    {
        var text = new System.Text.StringBuilder();
        metrics.WriteTo(text);
        return text.ToString();
    }

    private static AuditEvent Told() => new()
    {
        Level = AuditLevel.Metadata,
        Id = "a",
        Stage = AuditStage.ResponseComplete,
        RequestUri = "/",
        Verb = "get",
        Received = DateTimeOffset.UnixEpoch,
        At = DateTimeOffset.UnixEpoch,
        User = UserInfo.Anonymous,
    };

    private sealed class Slow : IAuditBackend
    {
        private readonly TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Called => called.Task;
        public List<int> Batches { get; } = [];
        public List<string> Texts { get; } = [];

        public void Release() => released.SetResult();

        public byte[] Encode(AuditEvent told) => AuditJson.Write(told);

        public async ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancellation)
        {
            called.TrySetResult();
            await released.Task;
            Batches.Add(events.Count);
            Texts.AddRange(events.Select(e => System.Text.Encoding.UTF8.GetString(e.Span)));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Receiver(IEnumerable<int> answers) : HttpMessageHandler
    {
        private readonly Queue<int> rest = new(answers);

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage((HttpStatusCode)rest.Dequeue());
        }
    }
}
