using System.Buffers;
using System.Text.Json;
using Timonier.Contracts.Runtime;
using Timonier.Streaming;

namespace Timonier.Runtime.Cri;

/// <summary>One exec or attach of the runtime, as a client of its remote command protocol version 4.</summary>
internal sealed class CriSession : IContainerSession
{
    private const int MaxOutcomeBytes = 64 * 1024;
    private readonly SpdyConnection connection;
    private readonly SpdyStream error;
    private readonly SpdyStream? stdout;
    private readonly SpdyStream? stderr;
    private readonly SpdyStream? resize;

    private CriSession(SpdyConnection connection, SpdyStream error, SpdyStream? stdin, SpdyStream? stdout, SpdyStream? stderr, SpdyStream? resize)
    {
        this.connection = connection;
        this.error = error;
        this.stdout = stdout;
        this.stderr = stderr;
        this.resize = resize;
        Stdin = stdin is null ? null : new InputStream(stdin);
        Completion = CompleteAsync();
        // Whoever only reads the output must not be haunted by how it ended.
        _ = Completion.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    public Stream? Stdin { get; }
    public Stream? Stdout => stdout;
    public Stream? Stderr => stderr;
    public Task<int> Completion { get; }

    public static async Task<CriSession> OpenAsync(string url, SessionStreams streams, TimeProvider time, CancellationToken cancellation)
    {
        var connection = await CriDialer.DialAsync(url, "v4.channel.k8s.io", time, cancellation);
        try
        {
            var error = await connection.OpenAsync(Headers("error"), cancellation);
            await error.CloseWriteAsync(cancellation);
            var stdin = streams.Stdin ? await connection.OpenAsync(Headers("stdin"), cancellation) : null;
            var stdout = streams.Stdout ? await connection.OpenAsync(Headers("stdout"), cancellation) : null;
            var stderr = streams.Stderr ? await connection.OpenAsync(Headers("stderr"), cancellation) : null;
            var resize = streams.Tty ? await connection.OpenAsync(Headers("resize"), cancellation) : null;
            return new CriSession(connection, error, stdin, stdout, stderr, resize);
        }
        catch (SpdyException refused)
        {
            await connection.DisposeAsync();
            throw new RuntimeException(CriChannel.Unavailable, refused.Message);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task ResizeAsync(int columns, int rows, CancellationToken cancellation)
    {
        if (resize is null) return;
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteNumber("Width"u8, columns);
            json.WriteNumber("Height"u8, rows);
            json.WriteEndObject();
        }
        body.Write("\n"u8);
        await resize.WriteAsync(body.WrittenMemory, cancellation);
    }

    public async ValueTask DisposeAsync() => await connection.DisposeAsync();

    private static Dictionary<string, string> Headers(string type) => new(StringComparer.Ordinal) { ["streamtype"] = type };

    private async Task<int> CompleteAsync()
    {
        var outcome = await ReadOutcomeAsync();
        if (stdout is not null) await stdout.RemoteClosed;
        if (stderr is not null) await stderr.RemoteClosed;
        return outcome.ExitCode ?? throw new RuntimeException(2, outcome.Message);
    }

    private async Task<RemoteCommandOutcome> ReadOutcomeAsync()
    {
        var buffer = new byte[MaxOutcomeBytes];
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = await error.ReadAsync(buffer.AsMemory(filled));
            if (read == 0) break;
            filled += read;
        }
        return RemoteCommandOutcome.Parse(buffer.AsMemory(0, filled));
    }

    /// <summary>The process's input: closing it is the end of input, not a reset.</summary>
    private sealed class InputStream(SpdyStream stdin) : AsyncStream
    {
        public override bool CanRead => false;
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new NotSupportedException();
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => stdin.WriteAsync(buffer, cancellationToken);

        public override async ValueTask DisposeAsync()
        {
            await EndAsync();
            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            // Repeating the end is harmless; whoever closes in the old way gets it too.
            if (disposing) _ = EndAsync();
            base.Dispose(disposing);
        }

        private async Task EndAsync()
        {
            try
            {
                await stdin.CloseWriteAsync(CancellationToken.None);
            }
            catch (IOException)
            {
                // The process ended first.
            }
        }
    }
}
