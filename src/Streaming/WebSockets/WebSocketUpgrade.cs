using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Timonier.Streaming;

/// <summary>
/// Answers a WebSocket handshake by hand: the class library refuses subprotocol names with a slash, which
/// kubectl's tunnelled port-forward uses.
/// </summary>
internal static class WebSocketUpgrade
{
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly TimeSpan keepAlive = TimeSpan.FromSeconds(30);

    public static bool IsRequested(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && Tokens(request.Headers.Upgrade).Contains("websocket", StringComparer.OrdinalIgnoreCase)
        && Tokens(request.Headers.Connection).Contains("upgrade", StringComparer.OrdinalIgnoreCase);

    /// <summary>The subprotocols in the client's order of preference.</summary>
    public static IEnumerable<string> Protocols(HttpRequest request) => Tokens(request.Headers.SecWebSocketProtocol);

    /// <summary>Null, with the response set, when the handshake is not valid. An empty protocol is not announced.</summary>
    public static async Task<WebSocket?> AcceptAsync(HttpContext context, string protocol)
    {
        var key = context.Request.Headers.SecWebSocketKey.ToString();
        var feature = context.Features.Get<IHttpUpgradeFeature>();
        if (feature is not { IsUpgradableRequest: true } || context.Request.Headers.SecWebSocketVersion != "13" || !IsKey(key))
        {
            await Refusals.BadRequestAsync(context, "the WebSocket handshake is not valid");
            return null;
        }
        var headers = context.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = Accept(key);
        if (protocol.Length > 0) headers.SecWebSocketProtocol = protocol;
        var stream = await feature.UpgradeAsync();
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = keepAlive });
    }

    public static IEnumerable<string> Tokens(Microsoft.Extensions.Primitives.StringValues values) =>
        values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static bool IsKey(string key)
    {
        Span<byte> bytes = stackalloc byte[16];
        return key.Length == 24 && Convert.TryFromBase64String(key, bytes, out var length) && length == 16;
    }

#pragma warning disable CA5350 // The handshake of RFC 6455 is defined with SHA-1 and protects nothing.
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));
#pragma warning restore CA5350
}
