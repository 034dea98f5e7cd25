using Microsoft.AspNetCore.Http;

namespace Timonier.Streaming;

/// <summary>
/// Accepts exec and attach requests in every protocol that clients speak: WebSocket v5 and v4 channels, and SPDY/3.1
/// with remote command versions 4 to 1.
/// </summary>
public sealed partial class RemoteCommandServer(TimeProvider time)
{
    private static readonly string[] webSocketProtocols =
        ["v5.channel.k8s.io", "v4.channel.k8s.io", "v4.base64.channel.k8s.io", "channel.k8s.io", "base64.channel.k8s.io"];

    private static readonly string[] spdyProtocols =
        ["v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io"];

    /// <summary>Null when the request was refused; the response is then complete.</summary>
    public async Task<RemoteCommandSession?> AcceptAsync(HttpContext context, CancellationToken cancellation)
    {
        var options = RemoteCommandOptions.Of(context.Request.Query);
        if (options is { Stdin: false, Stdout: false, Stderr: false })
        {
            await Refusals.BadRequestAsync(context, "you must specify at least 1 of stdin, stdout, stderr");
            return null;
        }
        if (WebSocketUpgrade.IsRequested(context.Request)) return await AcceptWebSocketAsync(context, options, cancellation);
        if (SpdyUpgrade.IsRequested(context.Request)) return await AcceptSpdyAsync(context, options, cancellation);
        await Refusals.BadRequestAsync(context, "you must request a WebSocket or SPDY/3.1 upgrade");
        return null;
    }

    private async Task<RemoteCommandSession?> AcceptWebSocketAsync(HttpContext context, RemoteCommandOptions options, CancellationToken cancellation)
    {
        const int stdin = 0, stdout = 1, stderr = 2, error = 3, resize = 4;
        var offered = WebSocketUpgrade.Protocols(context.Request).ToList();
        var protocol = offered.FirstOrDefault(webSocketProtocols.Contains);
        if (protocol is null && offered.Count > 0)
        {
            await Refusals.ForbiddenAsync(context, $"none of the subprotocols {string.Join(", ", offered)} is known; choose from {string.Join(", ", webSocketProtocols)}");
            return null;
        }
        if (await WebSocketUpgrade.AcceptAsync(context, protocol ?? "") is not { } socket) return null;

        var channels = new ChannelSocket(socket, resize + 1, protocol ?? "", time, cancellation);
        try
        {
            // An empty message on the lowest output channel tells the client that the session stands.
            await channels.SendAsync((byte)(options.Stdout ? stdout : options.Stderr ? stderr : error), ReadOnlyMemory<byte>.Empty, cancellation);
        }
        catch (IOException)
        {
            await channels.DisposeAsync();
            return null;
        }
        var statuses = protocol?.StartsWith('v') == true;
        return new RemoteCommandSession(
            options,
            options.Stdin ? channels[stdin] : null,
            options.Stdout ? channels[stdout] : null,
            options.Stderr ? channels[stderr] : null,
            options.Tty ? channels[resize] : null,
            async (outcome, token) =>
            {
                var message = statuses ? outcome.ToStatus() : outcome.ToText();
                if (message.Length > 0) await channels.SendAsync(error, message, token);
            },
            channels.DisposeAsync,
            channels.Ended);
    }
}
