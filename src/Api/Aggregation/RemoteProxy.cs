using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Timonier.Api.Audit;
using Timonier.Api.Pipeline;
using Timonier.Api.Webhooks;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Streaming;

namespace Timonier.Api.Aggregation;

/// <summary>
/// Passes a request that has been authenticated and authorized on to the server of its group version, and the answer
/// back as it comes. Errors of the passing are plain text, as upstream has them.
/// </summary>
internal sealed class RemoteProxy(TargetClients clients, TimeProvider time)
{
    private const string Unavailable = "service unavailable";
    private static readonly TimeSpan DiscoveryPatience = TimeSpan.FromSeconds(5);
    private readonly HttpTunnel tunnel = new(time);

    public async Task ForwardAsync(HttpContext context, RemoteVersion remote, UserInfo user, CancellationToken cancellation)
    {
        if (!remote.IsAvailable)
        {
            await RefuseAsync(context, 503, Unavailable, cancellation);
            return;
        }
        if (SpokenFor.HeadersOf(user) is not { } headers)
        {
            await AnswerWriter.WriteAsync(context, Status.InternalError("the user cannot be named to another server"), cancellation);
            return;
        }
        var path = PathOf(context.Request);
        headers.Add(new("X-Forwarded-For", Via(context)));
        // What both servers tell of the request in their audit logs is found by one id.
        if (context.Response.Headers.TryGetValue(Auditing.IdHeader, out var id)) headers.Add(new(Auditing.IdHeader, id.ToString()));
        using var deadline = new CancellationTokenSource(path.TrimEnd('/').Count('/') == 3 ? DiscoveryPatience : Timeout.InfiniteTimeSpan, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            var pathAndQuery = path + context.Request.QueryString.Value;
            if (IsUpgrade(context))
            {
                var target = new TunnelTarget(RemoteCaller.AddressOf(remote.Target)["https://".Length..], pathAndQuery) { AddedHeaders = headers };
                await tunnel.ForwardAsync(context, target, token => clients.ConnectAsync(remote.Target, SslApplicationProtocol.Http11, token), cancellation);
            }
            else await PassAsync(context, remote, new Uri(RemoteCaller.AddressOf(remote.Target) + pathAndQuery), headers, both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && !context.Response.HasStarted)
        {
            await AnswerWriter.WriteAsync(context, Status.Timeout("request did not complete within the allotted timeout"), cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            if (CauseOf<BadHttpRequestException>(e) is { } malformed) throw malformed;
            // Half an answer must not look like a whole one.
            if (context.Response.HasStarted) context.Abort();
            else if (CauseOf<UnresolvedServiceException>(e) is not null) await RefuseAsync(context, 503, Unavailable, cancellation);
            else await RefuseAsync(context, 503, $"error trying to reach service: {WebhookFaults.Of(e)}", cancellation);
        }
    }

    private async Task PassAsync(HttpContext context, RemoteVersion remote, Uri place, List<KeyValuePair<string, string>> headers, CancellationToken cancellation)
    {
        using var request = ForwardedHead.Request(context, place, headers);
        request.Version = HttpVersion.Version11;
        using var response = await clients.Of(remote.Target).SendAsync(request, cancellation);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols) throw new IOException("the backend switched protocols though nobody asked it to");
        if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.NonValidated.Contains("Location"))
        {
            await RefuseAsync(context, 502, "the backend attempted to redirect this request, which is not permitted", cancellation);
            return;
        }
        ForwardedHead.CopyTo(context.Response, response);
        // What comes bit by bit may have nothing to say for long: the head goes at once.
        if (context.Response.ContentLength is null)
        {
            await context.Response.StartAsync(cancellation);
            await context.Response.Body.FlushAsync(cancellation);
        }
        await response.Content.CopyToAsync(context.Response.Body, cancellation);
    }

    // The path as it was judged, in one spelling: the server behind must not read another one out of it.
    private static string PathOf(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.EscapeDataString);
        return $"/{string.Join('/', parts)}{(path.EndsWith('/') ? "/" : "")}";
    }

    private static string Via(HttpContext context)
    {
        var before = context.Request.Headers["X-Forwarded-For"].ToString();
        context.Request.Headers.Remove("X-Forwarded-For");
        var client = context.Connection.RemoteIpAddress?.ToString() ?? "";
        return before.Length == 0 ? client : $"{before}, {client}";
    }

    private static bool IsUpgrade(HttpContext context) => context.Request.Headers.Upgrade.Count > 0 && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    private static T? CauseOf<T>(Exception failure)
        where T : Exception
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
            if (cause is T found) return found;
        return null;
    }

    private static Task RefuseAsync(HttpContext context, int code, string text, CancellationToken cancellation)
    {
        context.Response.StatusCode = code;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return AnswerWriter.WriteTextAsync(context, text + "\n", cancellation);
    }
}
