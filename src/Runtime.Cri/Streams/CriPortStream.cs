using System.Globalization;
using System.Text;
using Timonier.Contracts.Runtime;
using Timonier.Streaming;

namespace Timonier.Runtime.Cri;

/// <summary>One connection to a pod's port through the runtime. A failure the runtime tells ends the reading with it.</summary>
internal sealed class CriPortStream : DuplexStream
{
    private const int MaxErrorBytes = 4096;
    private const int UnknownFailure = 2;
    private readonly SpdyConnection connection;
    private readonly SpdyStream data;
    private readonly SpdyStream error;

    private CriPortStream(SpdyConnection connection, SpdyStream data, SpdyStream error)
    {
        this.connection = connection;
        this.data = data;
        this.error = error;
    }

    public static async Task<CriPortStream> OpenAsync(string url, int port, TimeProvider time, CancellationToken cancellation)
    {
        var connection = await CriDialer.DialAsync(url, "portforward.k8s.io", time, cancellation);
        try
        {
            var error = await connection.OpenAsync(Headers("error", port), cancellation);
            await error.CloseWriteAsync(cancellation);
            return new CriPortStream(connection, await connection.OpenAsync(Headers("data", port), cancellation), error);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await data.ReadAsync(buffer, cancellationToken);
        if (read > 0 || buffer.IsEmpty) return read;
        var text = new byte[MaxErrorBytes];
        var length = await error.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken);
        return length == 0 ? 0 : throw new RuntimeException(UnknownFailure, Encoding.UTF8.GetString(text, 0, length));
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => data.WriteAsync(buffer, cancellationToken);

    public override ValueTask CloseWriteAsync(CancellationToken cancellation) => data.CloseWriteAsync(cancellation);

    public override async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await base.DisposeAsync();
    }

    private static Dictionary<string, string> Headers(string type, int port) => new(StringComparer.Ordinal)
    {
        ["streamtype"] = type,
        ["port"] = port.ToString(CultureInfo.InvariantCulture),
        ["requestid"] = "0",
    };
}
