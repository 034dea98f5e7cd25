using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Timonier.Streaming;

/// <summary>The HTTP/1.1 upgrade to SPDY/3.1 and its negotiation of a stream protocol.</summary>
internal static class SpdyUpgrade
{
    public const string Name = "SPDY/3.1";
    public const string ProtocolHeader = "X-Stream-Protocol-Version";
    private const string AcceptedHeader = "X-Accepted-Stream-Protocol-Versions";

    public static bool IsRequested(HttpRequest request) =>
        WebSocketUpgrade.Tokens(request.Headers.Upgrade).Contains(Name, StringComparer.OrdinalIgnoreCase)
        && WebSocketUpgrade.Tokens(request.Headers.Connection).Contains("upgrade", StringComparer.OrdinalIgnoreCase);

    /// <summary>The first known protocol in the client's order; null, with 403 answered, when none is known.</summary>
    public static async Task<string?> NegotiateAsync(HttpContext context, string[] known, string whenSilent)
    {
        var offered = WebSocketUpgrade.Tokens(context.Request.Headers[ProtocolHeader]).ToList();
        if (offered.Count == 0) return whenSilent;
        if (offered.FirstOrDefault(known.Contains) is { } chosen)
        {
            context.Response.Headers[ProtocolHeader] = chosen;
            return chosen;
        }
        context.Response.Headers[AcceptedHeader] = known;
        await Refusals.ForbiddenAsync(context, $"unable to upgrade: unable to negotiate protocol: client supports {string.Join(", ", offered)}, server accepts {string.Join(", ", known)}");
        return null;
    }

    public static async Task<SpdyConnection?> AcceptAsync(HttpContext context, string protocol, TimeProvider time)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } feature)
        {
            await Refusals.BadRequestAsync(context, $"the connection cannot be upgraded to {protocol}");
            return null;
        }
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = Name;
        return SpdyConnection.Start(await feature.UpgradeAsync(), SpdyRole.Server, time);
    }
}
