using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Timonier.Streaming;

/// <summary>
/// Passes an upgrade request on to another server and, once that has agreed, every byte both ways. The connection
/// to the other server serves this one request: after a refusal nothing of it is left to be used again.
/// </summary>
public sealed class HttpTunnel(TimeProvider time)
{
    private const int LongestRefusal = 10_000;

    /// <summary>
    /// <paramref name="connect"/> answers a ready stream, TLS included. Throws <see cref="HttpRequestException"/>,
    /// with nothing yet answered to the client, when the other server cannot be reached. With
    /// <paramref name="keepRefusal"/> an answer that is no success is returned, for the caller to put into words.
    /// </summary>
    public async Task<TunnelRefusal?> ForwardAsync(HttpContext context, TunnelTarget target, Func<CancellationToken, Task<Stream>> connect, CancellationToken cancellation, bool keepRefusal = false)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) => await connect(token),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxConnectionsPerServer = 1,
            MaxResponseHeadersLength = 64,
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = (name, _) => HeaderLines.Of(name),
        };
        using var client = new HttpMessageInvoker(handler);
        using var request = Request(context, target);
        using var response = await client.SendAsync(request, cancellation);
        if (keepRefusal && (int)response.StatusCode >= 300) return new((int)response.StatusCode, await TextAsync(response, cancellation));
        CopyHead(response, context.Response);
        // What is no longer HTTP stands for as long as both sides wish, whatever time the request had.
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols) await PumpAsync(context, response, context.RequestAborted);
        else await response.Content.CopyToAsync(context.Response.Body, cancellation);
        return null;
    }

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = new byte[LongestRefusal];
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return Encoding.UTF8.GetString(text, 0, await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellation));
    }

    private static HttpRequestMessage Request(HttpContext context, TunnelTarget target)
    {
        // The scheme is plain because the given stream already is the secured one.
        var request = ForwardedHead.Request(context, new Uri("http://" + target.Host + target.PathAndQuery), target.AddedHeaders);
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        if (context.Request.Headers.Upgrade.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", context.Request.Headers.Upgrade.ToString());
        }
        return request;
    }

    private static void CopyHead(HttpResponseMessage from, HttpResponse to)
    {
        ForwardedHead.CopyTo(to, from);
        if (from.StatusCode != HttpStatusCode.SwitchingProtocols) return;
        to.Headers.Connection = "Upgrade";
        if (from.Headers.NonValidated.TryGetValues("Upgrade", out var protocol)) to.Headers.Upgrade = protocol.ToString();
    }

    private async Task PumpAsync(HttpContext context, HttpResponseMessage response, CancellationToken cancellation)
    {
        var feature = context.Features.Get<IHttpUpgradeFeature>() ?? throw new InvalidOperationException("A tunnelled request must be HTTP/1.1.");
        await using var front = await feature.UpgradeAsync();
        await using var back = await response.Content.ReadAsStreamAsync(cancellation);
        using var idle = new IdleWatch(time, IdleWatch.Default, cancellation);
        var outward = DuplexPump.CopyAsync(back, front, idle.Touch, idle.Token);
        var inward = DuplexPump.CopyAsync(front, back, idle.Touch, idle.Token);

        // TLS has no half-open state worth keeping: when either side has ended, what it sent was delivered, and the
        // protocols inside mark their own ends.
        await Task.WhenAny(outward, inward);
        idle.Cancel();
        await Task.WhenAll(outward, inward);
    }
}
