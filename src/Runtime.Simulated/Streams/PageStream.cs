using System.Text;
using Timonier.Streaming;

namespace Timonier.Runtime.Simulated.Streams;

/// <summary>A server's end of one connection: answers the first request with a small page and ends.</summary>
internal sealed class PageStream(string page) : AsyncStream
{
    private const int MostRequestBytes = 64 * 1024;
    private readonly TaskCompletionSource<ReadOnlyMemory<byte>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemoryStream request = new();
    private int sent;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (answer.Task.IsCompleted) return ValueTask.CompletedTask;
        request.Write(buffer.Span);
        var text = request.GetBuffer().AsSpan(0, (int)request.Length);
        if (text.IndexOf("\r\n\r\n"u8) >= 0) answer.TrySetResult(Page(text.StartsWith("HEAD "u8)));
        else if (request.Length > MostRequestBytes) answer.TrySetResult(ReadOnlyMemory<byte>.Empty);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var whole = await answer.Task.WaitAsync(cancellationToken);
        var part = whole[sent..];
        if (part.Length > buffer.Length) part = part[..buffer.Length];
        part.CopyTo(buffer);
        sent += part.Length;
        return part.Length;
    }

    protected override void Dispose(bool disposing)
    {
        answer.TrySetResult(ReadOnlyMemory<byte>.Empty);
        base.Dispose(disposing);
    }

    private ReadOnlyMemory<byte> Page(bool headOnly)
    {
        var head = $"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(page)}\r\nConnection: close\r\n\r\n";
        return Encoding.UTF8.GetBytes(headOnly ? head : head + page);
    }
}
