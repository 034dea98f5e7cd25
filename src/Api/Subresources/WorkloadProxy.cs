using System.Globalization;
using System.Net.Security;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Streaming;

namespace Timonier.Api.Subresources;

/// <summary>pods/proxy and services/proxy: a request passed to a port of a pod, named or chosen among a service's.</summary>
internal sealed class WorkloadProxy(StoredObjects objects, IPodConnector pods, IIdSource ids, TimeProvider time)
{
    private readonly HttpTunnel tunnel = new(time);

    public static bool Answers(Kind kind, string subresource) => subresource == "proxy" && kind.Resource.Qualified is "pods" or "services";

    /// <summary>Null when everything was passed on; otherwise why not.</summary>
    public async ValueTask<Status?> ForwardAsync(HttpContext context, ApiCall call, CancellationToken cancellation)
    {
        // 1 which address
        if (ProxyTarget.Parse(call.Name) is not { } target) return Status.BadRequest($"invalid {call.Kind.Singular} request {GoText.Quote(call.Name)}");
        var (address, port, failure) = call.Kind.Plural == "pods"
            ? await PodAsync(call, target, cancellation)
            : await ServiceAsync(call, target, cancellation);
        if (failure is not null) return failure;
        if (!ReachableAddress.Accepts(address)) return Status.BadRequest("address not allowed");

        // 2 a path of its own, so that relative links on the first page lead somewhere
        var query = context.Request.QueryString.Value ?? "";
        var path = ProxyTarget.PathBehind(context.Request, call);
        if (path.Length == 0)
        {
            if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            {
                context.Response.Headers.Location = context.Request.Path.ToUriComponent() + "/" + query;
                context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
                return null;
            }
            path = "/";
        }

        // 3 pass it on
        try
        {
            await tunnel.ForwardAsync(context, new TunnelTarget($"{address}:{port}", path + query), token => ConnectAsync(target, address, port, token), cancellation);
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !context.Response.HasStarted)
        {
            return Status.ServiceUnavailable($"error trying to reach service: {e.InnerException?.Message ?? e.Message}");
        }
    }

    private async Task<Stream> ConnectAsync(ProxyTarget target, string address, int port, CancellationToken cancellation)
    {
        var plain = await pods.ConnectAsync(address, port, cancellation);
        if (!target.IsSecure) return plain;
        // Pods have certificates for names that nobody here knows; upstream takes any, and so does this.
        var secured = new SslStream(plain, leaveInnerStreamOpen: false, (_, _, _, wrong) => !wrong.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable));
        await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = target.Name }, cancellation);
        return secured;
    }

    private async ValueTask<(string Address, int Port, Status? Failure)> PodAsync(ApiCall call, ProxyTarget target, CancellationToken cancellation)
    {
        if (await objects.FindAsync("pods", call.Namespace, target.Name, cancellation) is not { } pod) return ("", 0, Status.NotFound(call.Kind.Resource, target.Name));
        var port = 0;
        if (target.Port.Length > 0 && !int.TryParse(target.Port, NumberStyles.None, CultureInfo.InvariantCulture, out port))
            return ("", 0, Status.BadRequest($"invalid pod request {GoText.Quote(call.Name)}"));
        foreach (var container in pod.Spec["containers"u8].Items)
            if (port == 0 && container["ports"u8].Count > 0) port = container["ports"u8][0]["containerPort"u8].AsInt32();
        return (pod.Status["podIP"u8].AsString(), port > 0 ? port : target.IsSecure ? 443 : 80, null);
    }

    private async ValueTask<(string Address, int Port, Status? Failure)> ServiceAsync(ApiCall call, ProxyTarget target, CancellationToken cancellation)
    {
        // A port's number stands for its name: endpoints know only that.
        var name = target.Port;
        if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            if (await objects.FindAsync("services", call.Namespace, target.Name, cancellation) is not { } service) return ("", 0, Status.NotFound(call.Kind.Resource, target.Name));
            var known = false;
            foreach (var port in service.Spec["ports"u8].Items)
                if (!known && port["port"u8].AsInt64() == number) (known, name) = (true, port["name"u8].AsString());
            if (!known) return ("", 0, Status.ServiceUnavailable($"no service port {number} found for service {GoText.Quote(target.Name)}"));
        }
        if (await objects.FindAsync("endpoints", call.Namespace, target.Name, cancellation) is not { } endpoints)
            return ("", 0, Status.NotFound(CoreResources.Endpoints, target.Name));
        var choices = new List<(string Address, int Port)>();
        foreach (var subset in endpoints.Root["subsets"u8].Items)
            foreach (var port in subset["ports"u8].Items)
                if (port["name"u8].AsString() == name)
                    foreach (var address in subset["addresses"u8].Items) choices.Add((address["ip"u8].AsString(), port["port"u8].AsInt32()));
        if (choices.Count == 0) return ("", 0, Status.ServiceUnavailable($"no endpoints available for service {GoText.Quote(target.Name)}"));
        var chosen = choices[(int)(ids.NextDouble() * choices.Count)];
        return (chosen.Address, chosen.Port, null);
    }
}
