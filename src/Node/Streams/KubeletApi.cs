using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timonier.Node.Logs;
using Timonier.Node.Machines;
using Timonier.Streaming;

namespace Timonier.Node.Streams;

/// <summary>
/// The kubelet's HTTP interface, which the API server uses for logs, exec, attach and port-forward. Who may call it is
/// decided before: this trusts its caller.
/// </summary>
public sealed partial class KubeletApi(string nodeName, IPodDirectory pods, IContainerRuntime runtime, IPodLogs logs, Func<MachineUsage> usageOfMachine, TimeProvider time, ILogger<KubeletApi> logger)
{
    private readonly RemoteCommandServer commands = new(time);
    private readonly PortForwardServer ports = new(time);

    public async Task HandleAsync(HttpContext context)
    {
        var path = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            await RouteAsync(context, path);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left; nobody waits for an answer.
        }
        catch (Exception failure) when (failure is RuntimeException or IOException or UnauthorizedAccessException)
        {
            LogFailed(logger, failure, context.Request.Path.Value ?? "");
            if (!context.Response.HasStarted) await TextAsync(context, StatusCodes.Status500InternalServerError, failure.Message);
            else context.Abort();
        }
    }

    private Task RouteAsync(HttpContext context, string[] path)
    {
        var reads = HttpMethods.IsGet(context.Request.Method);
        var streams = reads || HttpMethods.IsPost(context.Request.Method);
        return path switch
        {
            ["healthz"] => reads ? TextAsync(context, StatusCodes.Status200OK, "ok") : NotAllowedAsync(context),
            ["pods"] => reads ? PodsAsync(context) : NotAllowedAsync(context),
            ["stats", "summary"] => streams ? SummaryAsync(context) : NotAllowedAsync(context),
            ["containerLogs", var ns, var pod, var container] => reads ? ContainerLogsAsync(context, ns, pod, container) : NotAllowedAsync(context),
            ["exec", var ns, var pod, var container] => streams ? ExecAsync(context, ns, pod, "", container) : NotAllowedAsync(context),
            ["exec", var ns, var pod, var uid, var container] => streams ? ExecAsync(context, ns, pod, uid, container) : NotAllowedAsync(context),
            ["attach", var ns, var pod, var container] => streams ? AttachAsync(context, ns, pod, "", container) : NotAllowedAsync(context),
            ["attach", var ns, var pod, var uid, var container] => streams ? AttachAsync(context, ns, pod, uid, container) : NotAllowedAsync(context),
            ["portForward", var ns, var pod] => streams ? PortForwardAsync(context, ns, pod, "") : NotAllowedAsync(context),
            ["portForward", var ns, var pod, var uid] => streams ? PortForwardAsync(context, ns, pod, uid) : NotAllowedAsync(context),
            _ => TextAsync(context, StatusCodes.Status404NotFound, "404 page not found\n"),
        };
    }

    private Task PodsAsync(HttpContext context)
    {
        var list = new PodListWriter();
        foreach (var pod in pods.Pods) list.Add(pod);
        return JsonAsync(context, list.Finish());
    }

    private async Task SummaryAsync(HttpContext context)
    {
        var usage = await runtime.UsageAsync(context.RequestAborted);
        await JsonAsync(context, StatsSummary.Of(nodeName, pods, usage, usageOfMachine(), time.GetUtcNow()));
    }

    private static Task NotAllowedAsync(HttpContext context) => TextAsync(context, StatusCodes.Status405MethodNotAllowed, "405: Method Not Allowed");

    private static Task TextAsync(HttpContext context, int code, string text)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static Task JsonAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }
}
