using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Controllers.Autoscalers;

/// <summary>Finds the scale of whatever an autoscaler points to: a built-in or a custom kind, in any of its versions.</summary>
internal sealed class ScaleTargets(IClusterClient client, IKindSource kinds)
{
    public async Task<(ResourceName Resource, ApiResult<Document> Scale)> FindAsync(Node target, string @namespace, CancellationToken cancellation)
    {
        var (apiVersion, kind, name) = (target["apiVersion"u8].AsString(), target["kind"u8].AsString(), target["name"u8].AsString());
        var parts = apiVersion.Split('/');
        if (parts.Length > 2) return (default, Status.BadRequest($"unexpected GroupVersion string: {apiVersion}"));
        var group = parts.Length == 2 ? parts[0] : "";
        var versions = kinds.Current.All.Where(k => k.Group == group && k.Name == kind).OrderByDescending(k => k.ApiVersion == apiVersion).ToList();
        if (versions.Count == 0) return (default, Status.BadRequest($"no matches for kind {GoText.Quote(kind)} in group {GoText.Quote(group)}"));
        Status? first = null;
        foreach (var version in versions)
        {
            var scale = await client.GetAsync(version.Resource, @namespace, name, "scale", cancellation);
            if (scale.IsSuccess) return (version.Resource, scale);
            first ??= scale.Failure;
        }
        return (default, first!);
    }

    /// <summary>Bound to the version of the scale that was read.</summary>
    public static UpdateAction Resize(ResourceName resource, Document scale, int replicas)
    {
        var body = DraftObject.Of(scale);
        body.Object("spec")["replicas"] = replicas;
        return new UpdateAction(resource, scale.Namespace, body, "scale");
    }
}
