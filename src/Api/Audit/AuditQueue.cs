using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Timonier.Api.Audit;

/// <summary>Between requests and one output: gathers events into batches and sends them, one batch after the other.</summary>
internal sealed partial class AuditQueue : IAsyncDisposable
{
    private readonly Channel<Waiting> channel;
    private readonly AuditOutput output;
    private readonly AuditMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Task sending;
    private double tokens;
    private long refilled;

    public AuditQueue(AuditOutput output, AuditMetrics metrics, TimeProvider time, ILogger logger)
    {
        (this.output, this.metrics, this.time, this.logger) = (output, metrics, time, logger);
        channel = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(output.Buffer) { SingleReader = true });
        tokens = output.Burst;
        refilled = time.GetTimestamp();
        sending = SendAllAsync();
    }

    /// <summary>False: it could not be told, and the request may not go on.</summary>
    public async ValueTask<bool> TellAsync(AuditEvent told)
    {
        if (Encoded(told) is not { } bytes) return output.Mode != AuditMode.BlockingStrict;
        if (output.Mode == AuditMode.Batch)
        {
            if (!channel.Writer.TryWrite(new Waiting(bytes, null))) metrics.Lose(output.Name, 1);
            return true;
        }
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!channel.Writer.TryWrite(new Waiting(bytes, done)))
        {
            metrics.Lose(output.Name, 1);
            return output.Mode != AuditMode.BlockingStrict;
        }
        return await done.Task || output.Mode != AuditMode.BlockingStrict;
    }

    /// <summary>Sends what is there, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        channel.Writer.Complete();
        await sending;
        await output.Backend.DisposeAsync();
    }

    // What is too large is told without its bodies; what is too large even so is not told.
    private byte[]? Encoded(AuditEvent told)
    {
        var bytes = output.Backend.Encode(told);
        if (output.LargestEvent == 0 || bytes.Length <= output.LargestEvent) return bytes;
        bytes = output.Backend.Encode(told with { RequestObject = default, ResponseObject = default, Annotations = [.. told.Annotations, new("audit.k8s.io/truncated", "true")] });
        if (bytes.Length <= output.LargestEvent) return bytes;
        metrics.Lose(output.Name, 1);
        return null;
    }

    private async Task SendAllAsync()
    {
        var batch = new List<Waiting>();
        while (await channel.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await GatherAsync(batch);
            await ThrottleAsync();
            var sent = await SendAsync(batch);
            foreach (var waiting in batch) waiting.Done?.TrySetResult(sent);
            batch.Clear();
        }
    }

    private async ValueTask GatherAsync(List<Waiting> batch)
    {
        using var patience = output.LongestWait > TimeSpan.Zero ? new CancellationTokenSource(output.LongestWait, time) : null;
        var size = 0;
        while (batch.Count < output.MostAtOnce)
        {
            if (channel.Reader.TryPeek(out var next))
            {
                if (batch.Count > 0 && size + next.Bytes.Length > output.LargestBatch) return;
                channel.Reader.TryRead(out next);
                size += next.Bytes.Length;
                batch.Add(next);
            }
            else if (patience is null || !await MoreAsync(patience.Token)) return;
        }
    }

    private async ValueTask<bool> MoreAsync(CancellationToken patience)
    {
        try
        {
            return await channel.Reader.WaitToReadAsync(patience);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async ValueTask ThrottleAsync()
    {
        if (output.BatchesPerSecond <= 0) return;
        var now = time.GetTimestamp();
        tokens = Math.Min(output.Burst, tokens + (time.GetElapsedTime(refilled, now).TotalSeconds * output.BatchesPerSecond)) - 1;
        refilled = now;
        if (tokens < 0) await Task.Delay(TimeSpan.FromSeconds(-tokens / output.BatchesPerSecond), time, CancellationToken.None);
    }

    private async ValueTask<bool> SendAsync(List<Waiting> batch)
    {
        try
        {
            await output.Backend.SendAsync(batch.ConvertAll(w => w.Bytes), CancellationToken.None);
            return true;
        }
        catch (Exception e)
        {
            // A disk that is full or a receiver that is down must not stop the cluster; it is counted and said.
            metrics.Lose(output.Name, batch.Count);
            LogLost(batch.Count, output.Name, e);
            return false;
        }
    }

    private readonly record struct Waiting(ReadOnlyMemory<byte> Bytes, TaskCompletionSource<bool>? Done);
}
