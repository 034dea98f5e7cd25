using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace Timonier.Grpc;

/// <summary>gRPC to one peer over HTTP/2: unary calls, server streams, and streams in both directions.</summary>
/// <param name="handler">How the peer is reached; belongs to the channel from now on.</param>
/// <param name="origin">Scheme and authority of every request, without a slash at the end.</param>
/// <param name="peer">What the peer is called in messages.</param>
public sealed class GrpcChannel(SocketsHttpHandler handler, string origin, string peer) : IDisposable
{
    private readonly HttpMessageInvoker client = new(handler);

    public string Peer => peer;

    public async Task<T> CallAsync<T>(string path, IMessage request, IReadOnlyList<KeyValuePair<string, string>> metadata, CancellationToken cancellation) where T : IMessage<T>, new()
    {
        using var response = await SendAsync(path, new ByteArrayContent(GrpcFrame.Of(request)), metadata, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var answer = await ReadAsync<T>(body, path, cancellation);
        // The status travels in the trailers, which stand only after the end of the body.
        if (answer is not null) await ReadAsync<T>(body, path, cancellation);
        Check(response, path);
        return answer ?? throw new GrpcException(GrpcStatus.Internal, $"{path}: {peer} answered without a message");
    }

    public async IAsyncEnumerable<T> StreamAsync<T>(string path, IMessage request, [EnumeratorCancellation] CancellationToken cancellation) where T : IMessage<T>, new()
    {
        using var response = await SendAsync(path, new ByteArrayContent(GrpcFrame.Of(request)), [], cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        while (await ReadAsync<T>(body, path, cancellation) is { } message) yield return message;
        Check(response, path);
    }

    /// <summary>Opens a stream whose requests stay open as long as its answers are read; <paramref name="first"/> is the first request.</summary>
    public async IAsyncEnumerable<T> DuplexAsync<T>(
        string path, IMessage first, IReadOnlyList<KeyValuePair<string, string>> metadata, [EnumeratorCancellation] CancellationToken cancellation) where T : IMessage<T>, new()
    {
        using var requests = new OpenContent(GrpcFrame.Of(first));
        using var response = await SendAsync(path, requests, metadata, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        while (await ReadAsync<T>(body, path, cancellation) is { } message) yield return message;
        Check(response, path);
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string path, HttpContent content, IReadOnlyList<KeyValuePair<string, string>> metadata, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{origin}/{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        foreach (var (name, value) in metadata) request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            return await client.SendAsync(request, cancellation);
        }
        catch (HttpRequestException lost)
        {
            throw new GrpcException(GrpcStatus.Unavailable, $"{path}: {peer} does not answer: {lost.Message}");
        }
    }

    private async Task<T?> ReadAsync<T>(Stream body, string path, CancellationToken cancellation) where T : IMessage<T>, new()
    {
        try
        {
            return await GrpcFrame.ReadAsync<T>(body, path, cancellation);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or InvalidProtocolBufferException)
        {
            throw new GrpcException(GrpcStatus.Unavailable, $"{path}: the connection to {peer} was lost: {lost.Message}");
        }
    }

    private static void Check(HttpResponseMessage response, string path)
    {
        if (response.StatusCode != HttpStatusCode.OK) throw new GrpcException(GrpcStatus.Unavailable, $"{path}: HTTP {(int)response.StatusCode}");
        if (!int.TryParse(Field(response, "grpc-status"), out var code)) throw new GrpcException(GrpcStatus.Unavailable, $"{path}: the answer was cut off");
        if (code != 0) throw new GrpcException(code, Uri.UnescapeDataString(Field(response, "grpc-message") ?? ""));
    }

    private static string? Field(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values) ? values.FirstOrDefault() : null;
}
