using Microsoft.AspNetCore.Http;
using Timonier.Api.Pipeline;
using Timonier.Documents;

namespace Timonier.Api.Subresources;

/// <summary>What the query of exec, attach, port-forward and proxy asks for, as the object that admission decides about.</summary>
internal static class ConnectionOptions
{
    /// <summary>Reading a log opens nothing.</summary>
    public static bool Opens(string subresource) => subresource is "exec" or "attach" or "portforward" or "proxy";

    public static DraftObject Of(HttpRequest request, ApiCall call)
    {
        var options = new DraftObject { ["apiVersion"] = "v1", ["kind"] = call.Kind.Subresource(call.Subresource)!.Kind };
        var query = request.Query;
        switch (call.Subresource)
        {
            case "proxy":
                options["path"] = ProxyTarget.PathBehind(request, call);
                break;
            case "portforward":
                var ports = query["ports"].SelectMany(p => (p ?? "").Split(',')).Select(p => int.TryParse(p, out var port) ? port : 0).Where(p => p > 0).ToList();
                if (ports.Count > 0) options["ports"] = new DraftArray(ports.Select(p => (Draft)p));
                break;
            default:
                foreach (var name in (string[])["stdin", "stdout", "stderr", "tty"])
                    if (QueryText.IsTrue(query[name])) options[name] = true;
                if (query["container"].ToString() is { Length: > 0 } container) options["container"] = container;
                if (call.Subresource == "exec") options["command"] = DraftArray.OfTexts(query["command"].Select(c => c ?? ""));
                break;
        }
        return options;
    }
}
