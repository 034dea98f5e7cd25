using Timonier.Api.Admission;
using Timonier.Api.Admission.Nodes;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Api.Writes;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Subresources;

/// <summary>serviceaccounts/token: checks what the token is to be bound to, then has it issued.</summary>
internal sealed class TokenSubresource(StoredObjects objects, IKindSource kinds, ObjectWriter writer, AccessCheck access, TimeProvider time, ITokenIssuer? issuer)
{
    private readonly NodeTokenAudience audience = new(objects, access);

    private const long Shortest = 600;
    private const long Longest = 1L << 32;

    public async ValueTask<ApiAnswer> CreateAsync(ApiCall call, CancellationToken cancellation)
    {
        if (issuer is null) return Status.UnknownResource();
        if (await objects.FindAsync("serviceaccounts", call.Namespace, call.Name, cancellation) is not { } account) return Status.NotFound(call.Kind.Resource, call.Name);
        var wish = new AdmissionCall(call, AdmissionOperation.Create, call.Body, old: null) { BodyKind = kinds.Current.FindKind("authentication.k8s.io/v1", "TokenRequest")! };
        if (await writer.AdmitAsync(wish, cancellation) is { } unwelcome) return ((ApiAnswer)unwelcome).Warning(wish.Warnings);
        var body = wish.Body!;
        var spec = body.Object("spec");
        var seconds = spec["expirationSeconds"] is DraftScalar { Kind: NodeKind.Number } said ? long.Parse(said.Text, System.Globalization.CultureInfo.InvariantCulture) : 3600;
        if (seconds < Shortest)
            return Status.Invalid("authentication.k8s.io", "TokenRequest", "", [FieldErrors.Invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")]);
        if (seconds > Longest)
            return Status.Invalid("authentication.k8s.io", "TokenRequest", "", [FieldErrors.Invalid("spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds")]);
        var grant = new TokenGrant
        {
            Namespace = call.Namespace,
            ServiceAccount = call.Name,
            ServiceAccountUid = account.Uid,
            Audiences = [.. spec.Array("audiences").Select(a => a.AsString())],
            ExpirationSeconds = seconds,
        };
        var reference = spec["boundObjectRef"] as DraftObject;
        var pod = reference?.String("kind") == "Pod" ? await objects.FindAsync("pods", call.Namespace, reference.String("name"), cancellation) : null;
        if (NodeRestriction.OnToken(call, reference, pod) is { } restricted) return restricted;
        if (await audience.RefusalAsync(call, grant.Audiences, pod, cancellation) is { } foreign) return foreign;
        if (reference is { } bound)
        {
            var (wanted, failure) = await BindAsync(call, grant, bound, cancellation);
            if (wanted is null) return failure!;
            grant = wanted;
        }
        var token = await issuer.IssueAsync(grant, cancellation);
        spec["expirationSeconds"] = seconds;
        spec["audiences"] = DraftArray.OfTexts(token.Audiences);
        body["apiVersion"] = "authentication.k8s.io/v1";
        body["kind"] = "TokenRequest";
        body["metadata"] = new DraftObject { ["name"] = call.Name, ["namespace"] = call.Namespace, ["creationTimestamp"] = time.GetUtcNow() };
        body["status"] = new DraftObject { ["token"] = token.Token, ["expirationTimestamp"] = token.Expires };
        return ApiAnswer.Of(body.ToDocument(), 201).Warning(wish.Warnings);
    }

    private async ValueTask<(TokenGrant? Grant, Status? Failure)> BindAsync(ApiCall call, TokenGrant grant, DraftObject bound, CancellationToken cancellation)
    {
        var (kind, name) = (bound.String("kind"), bound.String("name"));
        var plural = kind switch { "Pod" => "pods", "Secret" => "secrets", "Node" => "nodes", _ => "" };
        if (plural.Length == 0) return (null, Status.BadRequest($"cannot bind token for serviceaccount \"{call.Name}\" to object of type {bound.String("apiVersion")}, Kind={kind}"));
        if (await objects.FindAsync(plural, kind == "Node" ? "" : call.Namespace, name, cancellation) is not { } target)
            return (null, Status.NotFound(new ResourceName("", "v1", plural), name));
        if (bound.String("uid") is { Length: > 0 } uid && uid != target.Uid)
            return (null, Status.Conflict(new ResourceName("", "v1", plural), name, $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated"));
        if (kind == "Pod" && target.Spec["serviceAccountName"u8].AsString() != call.Name)
            return (null, Status.BadRequest($"cannot bind token for serviceaccount \"{call.Name}\" to pod running with different serviceaccount name."));
        grant = grant with { BoundKind = kind, BoundName = name, BoundUid = target.Uid };
        var node = kind == "Pod" ? target.Spec["nodeName"u8].AsString() : "";
        if (node.Length > 0 && await objects.FindAsync("nodes", "", node, cancellation) is { } found) grant = grant with { NodeName = node, NodeUid = found.Uid };
        return (grant, null);
    }
}
