using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

/// <summary>gRPC to a unix socket: unary calls and server streams, nothing else.</summary>
internal sealed class CriChannel : IDisposable
{
    public const int NotFound = 5;
    public const int DeadlineExceeded = 4;
    public const int Unimplemented = 12;
    public const int Unavailable = 14;
    private const int Internal = 13;
    private const int PrefixBytes = 5;

    // Above the largest answer a runtime gives (16 MiB of command output on each stream).
    private const int MaxAnswerBytes = 64 * 1024 * 1024;
    private readonly HttpMessageInvoker client;

    public CriChannel(string socketPath) => client = new HttpMessageInvoker(new SocketsHttpHandler
    {
        EnableMultipleHttp2Connections = true,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    });

    public Task<T> RuntimeAsync<T>(string method, IMessage request, CancellationToken cancellation) where T : IMessage<T>, new() =>
        CallAsync<T>("runtime.v1.RuntimeService/" + method, request, cancellation);

    public Task<T> ImagesAsync<T>(string method, IMessage request, CancellationToken cancellation) where T : IMessage<T>, new() =>
        CallAsync<T>("runtime.v1.ImageService/" + method, request, cancellation);

    public async IAsyncEnumerable<T> StreamAsync<T>(string path, IMessage request, [EnumeratorCancellation] CancellationToken cancellation) where T : IMessage<T>, new()
    {
        using var response = await SendAsync(path, request, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        while (await ReadAsync<T>(body, path, cancellation) is { } message) yield return message;
        Check(response, path);
    }

    public void Dispose() => client.Dispose();

    private async Task<T> CallAsync<T>(string path, IMessage request, CancellationToken cancellation) where T : IMessage<T>, new()
    {
        using var response = await SendAsync(path, request, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var answer = await ReadAsync<T>(body, path, cancellation);
        // The status travels in the trailers, which stand only after the end of the body.
        if (answer is not null) await ReadAsync<T>(body, path, cancellation);
        Check(response, path);
        return answer ?? throw new RuntimeException(Internal, $"{path}: the runtime answered without a message");
    }

    private async Task<HttpResponseMessage> SendAsync(string path, IMessage message, CancellationToken cancellation)
    {
        var frame = new byte[PrefixBytes + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - PrefixBytes);
        message.WriteTo(frame.AsSpan(PrefixBytes));
        var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost/" + path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        try
        {
            return await client.SendAsync(request, cancellation);
        }
        catch (HttpRequestException lost)
        {
            throw new RuntimeException(Unavailable, $"{path}: the container runtime does not answer: {lost.Message}");
        }
    }

    private static async Task<T?> ReadAsync<T>(Stream body, string path, CancellationToken cancellation) where T : IMessage<T>, new()
    {
        try
        {
            var prefix = new byte[PrefixBytes];
            if (await body.ReadAtLeastAsync(prefix, PrefixBytes, throwOnEndOfStream: false, cancellation) < PrefixBytes) return default;
            var length = BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1));
            if (prefix[0] != 0 || length > MaxAnswerBytes) throw new RuntimeException(Internal, $"{path}: the runtime answered in a form that was not asked for");
            var bytes = new byte[length];
            await body.ReadExactlyAsync(bytes, cancellation);
            var message = new T();
            message.MergeFrom(bytes);
            return message;
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            throw new RuntimeException(Unavailable, $"{path}: the connection to the container runtime was lost: {lost.Message}");
        }
    }

    private static void Check(HttpResponseMessage response, string path)
    {
        if (response.StatusCode != HttpStatusCode.OK) throw new RuntimeException(Unavailable, $"{path}: HTTP {(int)response.StatusCode}");
        if (!int.TryParse(Field(response, "grpc-status"), out var code)) throw new RuntimeException(Unavailable, $"{path}: the answer was cut off");
        if (code != 0) throw new RuntimeException(code, Uri.UnescapeDataString(Field(response, "grpc-message") ?? ""));
    }

    private static string? Field(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values) ? values.FirstOrDefault() : null;
}
