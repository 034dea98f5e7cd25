using System.Globalization;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Streaming;

namespace Timonier.Api.Subresources;

/// <summary>log, exec, attach, portforward and nodes/proxy: passed to the agent of the node that runs the pod.</summary>
internal sealed class KubeletProxy(StoredObjects objects, ApiConfig config, TimeProvider time)
{
    private readonly HttpTunnel tunnel = new(time);

    public static bool Answers(Kind kind, string subresource) => kind.Resource.Qualified switch
    {
        "pods" => subresource is "log" or "exec" or "attach" or "portforward",
        "nodes" => subresource == "proxy",
        _ => false,
    };

    /// <summary>Null when everything was passed on; otherwise why not.</summary>
    public async ValueTask<Status?> ForwardAsync(HttpContext context, ApiCall call, CancellationToken cancellation)
    {
        var query = context.Request.QueryString.Value ?? "";
        if (call.Kind.Plural == "nodes")
        {
            var port = 0;
            if (ProxyTarget.Parse(call.Name) is not { } target || (target.Port.Length > 0 && !int.TryParse(target.Port, NumberStyles.None, CultureInfo.InvariantCulture, out port)))
                return Status.BadRequest($"invalid node request {GoText.Quote(call.Name)}");
            var path = ProxyTarget.PathBehind(context.Request, call);
            return await ToNodeAsync(context, target.Name, (path.Length > 0 ? path : "/") + query, port, cancellation);
        }

        if (await objects.FindAsync("pods", call.Namespace, call.Name, cancellation) is not { } pod) return Status.NotFound(call.Kind.Resource, call.Name);
        var container = "";
        if (call.Subresource != "portforward")
        {
            container = context.Request.Query["container"].ToString();
            if (PodContainers.Choose(pod, ref container) is { } unclear) return unclear;
        }
        var node = pod.Spec["nodeName"u8].AsString();
        if (node.Length == 0)
        {
            // Upstream shows an empty log for a pod that waits, and refuses the rest.
            if (call.Subresource != "log") return Status.BadRequest($"pod {call.Name} does not have a host assigned");
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return null;
        }
        var place = $"{Uri.EscapeDataString(call.Namespace)}/{Uri.EscapeDataString(call.Name)}";
        return await ToNodeAsync(context, node, call.Subresource switch
        {
            "log" => $"/containerLogs/{place}/{container}{query}",
            "portforward" => $"/portForward/{place}{Renamed(context.Request.Query)}",
            _ => $"/{call.Subresource}/{place}/{container}{Renamed(context.Request.Query)}",
        }, ownPort: 0, cancellation, isLog: call.Subresource == "log");
    }

    private async ValueTask<Status?> ToNodeAsync(HttpContext context, string name, string pathAndQuery, int ownPort, CancellationToken cancellation, bool isLog = false)
    {
        if (await objects.FindAsync("nodes", "", name, cancellation) is not { } node) return Status.NotFound(CoreResources.Nodes, name);
        var address = "";
        foreach (var candidate in node.Status["addresses"u8].Items)
            if (candidate["type"u8].TextEquals("InternalIP"u8) && address.Length == 0) address = candidate["address"u8].AsString();
        if (address.Length == 0 || config.Kubelets is not { } kubelets) return Status.InternalError($"no preferred addresses found; known addresses: [] (node {name})");
        var port = node.Status["daemonEndpoints"u8]["kubeletEndpoint"u8]["Port"u8].AsInt32();
        if (ownPort > 0) port = ownPort;
        else if (port == 0) port = config.KubeletPort;
        try
        {
            var target = new TunnelTarget($"{address}:{port}", pathAndQuery);
            var refusal = await tunnel.ForwardAsync(context, target, async token => await kubelets.ConnectAsync(name, address, port, token), cancellation, keepRefusal: isLog);
            return refusal switch
            {
                null => null,
                { StatusCode: 400 } => Status.BadRequest(refusal.Text),
                { StatusCode: 404 } => Status.UnknownResource(),
                _ => Status.InternalError(refusal.Text),
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !context.Response.HasStarted)
        {
            return Status.InternalError($"error dialing backend: {e.Message}");
        }
    }

    // The agent's own names for streams and ports, as upstream's kubelet has them.
    private static string Renamed(IQueryCollection query)
    {
        var parts = new List<string>();
        foreach (var (name, values) in query)
        {
            var own = name switch { "stdin" => "input", "stdout" => "output", "stderr" => "error", "ports" => "port", _ => name };
            if (name == "container") continue;
            foreach (var value in values)
            {
                var isSwitch = own is "input" or "output" or "error" or "tty";
                if (isSwitch && !QueryText.IsTrue(value)) continue;
                parts.Add($"{own}={(isSwitch ? "1" : Uri.EscapeDataString(value ?? ""))}");
            }
        }
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}
