using Timonier.Api.Authorization;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Nodes;

/// <summary>A node asks for tokens only for audiences that its pod names in a volume, itself or by a storage driver, or that a role allows to it.</summary>
internal sealed class NodeTokenAudience(StoredObjects objects, AccessCheck access)
{
    private const string Verb = "request-serviceaccounts-token-audience";
    private static readonly ResourceName Drivers = new("storage.k8s.io", "v1", "csidrivers");
    private static readonly ResourceName Volumes = new("", "v1", "persistentvolumes");

    public async ValueTask<Status?> RefusalAsync(ApiCall call, IReadOnlyList<string> audiences, Document? pod, CancellationToken cancellation)
    {
        if (NodeRestriction.NodeOf(call) is null || pod is null) return null;
        if (audiences.Count > 1) return Refused("node may only request 0 or 1 audiences");
        var audience = audiences.Count == 0 ? "" : audiences[0];
        if (await NamesAsync(pod, audience, cancellation)) return null;
        var allowed = await access.AllowsAsync(new AuthorizationAttributes { User = call.User, Verb = Verb, Version = "v1", Resource = audience, Namespace = call.Namespace, Name = call.Name }, cancellation);
        return allowed ? null : Refused($"audience {GoText.Quote(audience)} not found in pod spec volume, {call.User.Name} is not authorized to request tokens for this audience");

        Status Refused(string why) => Status.Forbidden(call.Kind.Resource, call.Name, why);
    }

    private async ValueTask<bool> NamesAsync(Document pod, string audience, CancellationToken cancellation)
    {
        var drivers = new List<string>();
        var claims = new List<string>();
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            foreach (var source in volume["projected"u8]["sources"u8].Items)
                if (source["serviceAccountToken"u8] is { Exists: true } token && token["audience"u8].AsString() == audience) return true;
            if (volume["csi"u8].Exists) drivers.Add(volume["csi"u8]["driver"u8].AsString());
            if (volume["persistentVolumeClaim"u8].Exists) claims.Add(volume["persistentVolumeClaim"u8]["claimName"u8].AsString());
            if (volume["ephemeral"u8].Exists) claims.Add($"{pod.Name}-{volume["name"u8].AsString()}");
        }
        foreach (var claim in claims)
            if (await DriverOfAsync(pod.Namespace, claim, cancellation) is { Length: > 0 } driver) drivers.Add(driver);
        foreach (var driver in drivers.Distinct(StringComparer.Ordinal))
            if (await objects.FindAsync(Drivers, "", driver, cancellation) is { } found && Asks(found, audience)) return true;
        return false;
    }

    private async ValueTask<string?> DriverOfAsync(string @namespace, string claim, CancellationToken cancellation)
    {
        if (await objects.FindAsync(CoreResources.PersistentVolumeClaims, @namespace, claim, cancellation) is not { } found) return null;
        if (found.Spec["volumeName"u8].AsString() is not { Length: > 0 } name) return null;
        return (await objects.FindAsync(Volumes, "", name, cancellation))?.Spec["csi"u8]["driver"u8].AsString();
    }

    private static bool Asks(Document driver, string audience)
    {
        foreach (var request in driver.Spec["tokenRequests"u8].Items)
            if (request["audience"u8].AsString() == audience) return true;
        return false;
    }
}
