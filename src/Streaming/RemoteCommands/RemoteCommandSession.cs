using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Timonier.Streaming;

/// <summary>
/// The streams of one exec or attach request, whatever the protocol. Streams that were not asked for are null.
/// <see cref="FinishAsync"/> tells the outcome; disposing ends the connection.
/// </summary>
public sealed class RemoteCommandSession : IAsyncDisposable
{
    private const int MaxResizeBytes = 1024;
    private readonly Stream? resizes;
    private readonly Func<RemoteCommandOutcome, CancellationToken, ValueTask> finish;
    private readonly Func<ValueTask> close;

    internal RemoteCommandSession(
        RemoteCommandOptions options, Stream? stdin, Stream? stdout, Stream? stderr, Stream? resizes,
        Func<RemoteCommandOutcome, CancellationToken, ValueTask> finish, Func<ValueTask> close, CancellationToken ended)
    {
        Options = options;
        Stdin = stdin;
        Stdout = stdout;
        Stderr = stderr;
        this.resizes = resizes;
        this.finish = finish;
        this.close = close;
        Ended = ended;
    }

    public RemoteCommandOptions Options { get; }

    /// <summary>Read the user's input from it; it ends when the user's input ends or the client leaves.</summary>
    public Stream? Stdin { get; }
    public Stream? Stdout { get; }
    public Stream? Stderr { get; }

    /// <summary>Cancelled when the client is gone or nothing moved for four hours.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Terminal sizes as they change, until the client leaves; none without a terminal.</summary>
    public async IAsyncEnumerable<TerminalSize> ResizesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (resizes is null) yield break;
        var buffer = new byte[MaxResizeBytes];
        var filled = 0;
        while (filled < buffer.Length)
        {
            int read;
            try
            {
                read = await resizes.ReadAsync(buffer.AsMemory(filled), cancellation);
            }
            catch (Exception over) when (over is IOException or OperationCanceledException)
            {
                yield break;
            }
            if (read == 0) yield break;
            filled += read;
            // Sizes are JSON objects one after another, with or without line ends between them.
            while (TryTake(buffer, ref filled) is { } size) yield return size;
        }
    }

    /// <summary>Call once, after all output was written.</summary>
    public async Task FinishAsync(RemoteCommandOutcome outcome, CancellationToken cancellation)
    {
        try
        {
            await finish(outcome, cancellation);
        }
        catch (IOException)
        {
            // Nobody is left to hear it.
        }
    }

    public ValueTask DisposeAsync() => close();

    private static TerminalSize? TryTake(byte[] buffer, ref int filled)
    {
        var end = Array.IndexOf(buffer, (byte)'}', 0, filled);
        if (end < 0) return null;
        var size = Parse(buffer.AsMemory(0, end + 1));
        filled -= end + 1;
        Array.Copy(buffer, end + 1, buffer, 0, filled);
        return size;
    }

    private static TerminalSize? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.TryGetProperty("Width"u8, out var width) && json.RootElement.TryGetProperty("Height"u8, out var height)
                && width.TryGetUInt16(out var columns) && height.TryGetUInt16(out var rows)
                ? new TerminalSize(columns, rows)
                : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
