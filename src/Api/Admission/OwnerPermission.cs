using Timonier.Api.Authorization;
using Timonier.Api.Pipeline;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Admission;

/// <summary>
/// Whoever makes an object depend on others could have deleted it, and whoever holds up an owner's deletion may change
/// that owner's finalizers.
/// </summary>
internal sealed class OwnerPermission(AccessCheck access, IKindSource kinds) : AdmissionStep
{
    public override string Name => "OwnerReferencesPermissionEnforcement";

    public override async ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (call.Wanted is not { } wanted) return null;
        var (now, before) = (wanted.Metadata["ownerReferences"u8], call.Old is { } old ? old.Metadata["ownerReferences"u8] : default);
        if (now.Raw.Span.SequenceEqual(before.Raw.Span)) return null;

        if (!call.IsCreate && !await access.AllowsAsync(AccessCheck.Attributes(call.Call with { Verb = "delete", Subresource = "", Name = call.Name }), cancellation))
            return call.Forbidden("cannot set an ownerRef on a resource you can't delete: , <nil>");

        var held = Held(before).ToHashSet();
        foreach (var owner in Held(now).Where(o => !held.Contains(o)))
        {
            if (kinds.Current.FindKind(owner.Version, owner.Kind) is not { } kind)
                return call.Forbidden($"cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion {owner.Version} Kind {owner.Kind}: no matches for kind \"{owner.Kind}\" in version \"{owner.Version}\"");
            var question = AccessCheck.Attributes(new ApiCall
            {
                User = call.Call.User,
                Kind = kind,
                Verb = "update",
                Subresource = "finalizers",
                Namespace = kind.Namespaced ? call.Call.Namespace : "",
                Name = owner.Name,
            });
            if (!await access.AllowsAsync(question, cancellation))
                return call.Forbidden("cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: , <nil>");
        }
        return null;
    }

    private static IEnumerable<(string Version, string Kind, string Name, string Uid)> Held(Node owners)
    {
        var held = new List<(string, string, string, string)>();
        foreach (var owner in owners.Items)
            if (owner["blockOwnerDeletion"u8].AsBool()) held.Add((owner["apiVersion"u8].AsString(), owner["kind"u8].AsString(), owner["name"u8].AsString(), owner["uid"u8].AsString()));
        return held;
    }
}
