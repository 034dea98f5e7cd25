using System.Globalization;

namespace Timonier.Streaming;

public sealed partial class PortForwardServer
{
    // Upstream's limit for the second stream of a pair.
    private static readonly TimeSpan pairWithin = TimeSpan.FromSeconds(30);

    private async Task ServeSpdyAsync(SpdyConnection connection, Func<int, CancellationToken, Task<Stream>> connect, CancellationToken cancellation)
    {
        await using var owned = connection;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, connection.Ended);
        var waiting = new Dictionary<string, (SpdyStream First, long Since)>(StringComparer.Ordinal);
        var forwards = new List<Task>();
        try
        {
            while (await connection.AcceptAsync(stop.Token) is { } stream)
            {
                forwards.RemoveAll(static task => task.IsCompleted);
                await DropUnpairedAsync(waiting);
                var id = RequestId(stream);
                if (id is null || Port(stream) is null)
                {
                    await stream.ResetAsync();
                }
                else if (waiting.Remove(id, out var pair))
                {
                    var (data, error) = stream.Header("streamtype") == "data" ? (stream, pair.First) : (pair.First, stream);
                    forwards.Add(ForwardAsync(data, error, connect, stop.Token));
                }
                else
                {
                    waiting[id] = (stream, time.GetTimestamp());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends or the client left.
        }
        await stop.CancelAsync();
        await Task.WhenAll(forwards);
    }

    private static async Task ForwardAsync(SpdyStream data, SpdyStream error, Func<int, CancellationToken, Task<Stream>> connect, CancellationToken cancellation)
    {
        var port = Port(data)!.Value;
        try
        {
            await using var pod = await connect(port, cancellation);
            await RelayAsync(pod, data, () => data.CloseWriteAsync(cancellation), cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await TellAsync(error, port, failure, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The client left while we connected.
        }
        finally
        {
            await EndAsync(error, cancellation);
            await EndAsync(data, cancellation);
        }
    }

    private static async ValueTask EndAsync(SpdyStream stream, CancellationToken cancellation)
    {
        try
        {
            await stream.CloseWriteAsync(cancellation);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The connection went first.
        }
        await stream.DisposeAsync();
    }

    private async ValueTask DropUnpairedAsync(Dictionary<string, (SpdyStream First, long Since)> waiting)
    {
        foreach (var (id, pair) in waiting.Where(pair => time.GetElapsedTime(pair.Value.Since) > pairWithin).ToList())
        {
            waiting.Remove(id);
            await pair.First.ResetAsync();
        }
    }

    /// <summary>Old clients send no request id; their streams come in pairs with ids that follow each other.</summary>
    private static string? RequestId(SpdyStream stream) => (stream.Header("requestid"), stream.Header("streamtype")) switch
    {
        ({ Length: > 0 } id, "data" or "error") => id,
        (_, "error") => (stream.Id).ToString(CultureInfo.InvariantCulture),
        (_, "data") => (stream.Id - 2).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static ushort? Port(SpdyStream stream) =>
        ushort.TryParse(stream.Header("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;
}
