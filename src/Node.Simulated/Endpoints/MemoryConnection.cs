using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Timonier.Node.Simulated.Endpoints;

/// <summary>A connection whose two ends are in this process: the server has this one, the client its <see cref="Client"/>.</summary>
internal sealed class MemoryConnection : ConnectionContext
{
    private readonly Pipe towardsServer = new(Options);
    private readonly Pipe towardsClient = new(Options);
    private readonly CancellationTokenSource closed = new();

    public MemoryConnection(string id)
    {
        ConnectionId = id;
        Transport = new Ends(towardsServer.Reader, towardsClient.Writer);
        Client = new MemoryStreamEnd(towardsClient.Reader, towardsServer.Writer);
    }

    public Stream Client { get; }
    public override string ConnectionId { get; set; }
    public override IDuplexPipe Transport { get; set; }
    public override IFeatureCollection Features { get; } = new FeatureCollection();
    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override CancellationToken ConnectionClosed
    {
        get => closed.Token;
        set => throw new NotSupportedException("A connection closes itself.");
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        towardsClient.Writer.Complete(abortReason);
        towardsServer.Reader.Complete(abortReason);
        closed.Cancel();
    }

    public override async ValueTask DisposeAsync()
    {
        await towardsClient.Writer.CompleteAsync();
        await towardsServer.Reader.CompleteAsync();
        await closed.CancelAsync();
        closed.Dispose();
        await base.DisposeAsync();
    }

    private static PipeOptions Options => new(useSynchronizationContext: false);

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
