using System.Net;
using Timonier.Contracts.Runtime;
using Timonier.Streaming;

namespace Timonier.Runtime.Cri;

/// <summary>
/// Opens the streaming address that the runtime gave. SPDY, because its half-close is the only end of input that
/// every containerd understands.
/// </summary>
internal static class CriDialer
{
    public static async Task<SpdyConnection> DialAsync(string url, string protocol, TimeProvider time, CancellationToken cancellation)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null };
        var client = new HttpMessageInvoker(handler);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", "SPDY/3.1");
            request.Headers.TryAddWithoutValidation("X-Stream-Protocol-Version", protocol);
            var response = await client.SendAsync(request, cancellation);
            if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
            {
                var body = await response.Content.ReadAsStringAsync(cancellation);
                response.Dispose();
                throw new RuntimeException(CriChannel.Unavailable, $"the runtime refused the stream: {(int)response.StatusCode} {body.Trim()}");
            }
            return SpdyConnection.Start(new UpgradedStream(await response.Content.ReadAsStreamAsync(cancellation), response, client), SpdyRole.Client, time);
        }
        catch (HttpRequestException lost)
        {
            client.Dispose();
            throw new RuntimeException(CriChannel.Unavailable, $"the runtime's streaming server does not answer: {lost.Message}");
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the handler alive as long as its connection, and ends it with it.</summary>
    private sealed class UpgradedStream(Stream inner, HttpResponseMessage response, HttpMessageInvoker client) : AsyncStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            response.Dispose();
            client.Dispose();
            await base.DisposeAsync();
        }
    }
}
