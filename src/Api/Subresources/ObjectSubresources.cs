using Timonier.Api.Admission;
using Timonier.Api.Authorization;
using Timonier.Api.CustomResources;
using Timonier.Api.Pipeline;
using Timonier.Api.Reads;
using Timonier.Api.Storage;
using Timonier.Api.Writes;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Subresources;

/// <summary>Subresources with bodies of their own kind; those that stream are passed to the node instead.</summary>
internal sealed class ObjectSubresources(KindStores stores, IKindSource kinds, TimeProvider time, ObjectWriter writer, AccessCheck access, ApiConfig config)
{
    private readonly ObjectReader reader = new(stores);
    private readonly ScaleSubresource scale = new(stores, writer);
    private readonly EvictionSubresource evictions = new(stores, kinds, writer, time);
    private readonly TokenSubresource tokens = new(new StoredObjects(stores.Plain, kinds), kinds, writer, access, time, config.TokenIssuer);

    public async ValueTask<ApiAnswer> ExecuteAsync(ApiCall call, CancellationToken cancellation)
    {
        var warnings = new List<string>();
        if (Malformed(call, warnings) is { } malformed) return malformed;
        return (await AnswerAsync(call, cancellation)).Warning(warnings);
    }

    /// <summary>Bodies of a kind of their own (Scale, Binding, Eviction, TokenRequest) are checked as such.</summary>
    private Status? Malformed(ApiCall call, List<string> warnings)
    {
        if (call.Body is not { } body || call.Kind.Subresource(call.Subresource) is not { Kind.Length: > 0 } sub) return null;
        var version = sub.Group.Length == 0 ? sub.Version : $"{sub.Group}/{sub.Version}";
        if (kinds.Current.FindKind(version, sub.Kind) is not { } kind || kind.Name == call.Kind.Name) return null;
        if (WriteChecks.Decode(kind, body, call.Repeated, call.Validation, warnings) is { } malformed) return malformed;
        var (name, @namespace) = (body.Object("metadata").String("name"), body.Object("metadata").String("namespace"));
        if (WriteChecks.Misnamed(name, call.Name) is { } misnamed) return call.Verb == "create" ? Status.BadRequest($"name in URL does not match name in {kind.Name} object") : misnamed;
        return @namespace.Length == 0 || @namespace == call.Namespace ? null : WriteChecks.OtherNamespace;
    }

    private async ValueTask<ApiAnswer> AnswerAsync(ApiCall call, CancellationToken cancellation)
    {
        switch (call.Kind.Resource.Qualified, call.Subresource, call.Verb)
        {
            case (_, "scale", "get" or "update" or "patch"):
                return await scale.ExecuteAsync(call, cancellation);
            case ("pods", "binding", "create"):
                return await BindAsync(call, cancellation);
            case ("pods", "eviction", "create"):
                return await evictions.CreateAsync(call, cancellation);
            case ("serviceaccounts", "token", "create"):
                return await tokens.CreateAsync(call, cancellation);
            // The others show and take the object itself: ephemeralcontainers, resize, approval.
            case (_, _, "get"):
                return await reader.GetAsync(call.Kind, call.Namespace, call.Name, cancellation);
            case (_, _, "update"):
                return await writer.UpdateAsync(call, cancellation);
            case (_, _, "patch"):
                return await writer.PatchAsync(call, cancellation);
            default:
                return Status.MethodNotAllowed();
        }
    }

    private async ValueTask<ApiAnswer> BindAsync(ApiCall call, CancellationToken cancellation)
    {
        var node = call.Body!.Object("target").String("name");
        if (node.Length == 0) return Status.Invalid("", "Binding", call.Name, [FieldErrors.Required("target.name")]);
        // Upstream keeps no book of a binding.
        var binding = kinds.Current.FindKind("v1", "Binding")!;
        var view = new AdmissionView(
            (_, _) => new AdmissionCall(call, AdmissionOperation.Create, call.Body!.CloneObject(), old: null) { BodyKind = binding },
            (shown, body) => Place(shown.Body!, body));
        var answer = await writer.ChangeAsync(call, old => Bound(call, old), cancellation, ownersKnown: true, view);
        return answer.Failure is null ? Done(201) : answer;
    }

    private (DraftObject? Body, Status? Failure) Bound(ApiCall call, Document old)
    {
        if (old.Metadata["deletionTimestamp"u8].Exists)
            return (null, Status.Conflict(call.Kind.Resource, call.Name, $"pod {call.Name} is being deleted, cannot be assigned to a host"));
        var present = old.Spec["nodeName"u8].AsString();
        if (present.Length > 0) return (null, Status.Conflict(call.Kind.Resource, call.Name, $"pod {call.Name} is already assigned to node \"{present}\""));
        var body = DraftObject.Over(old);
        var conditions = body.Object("status").Array("conditions");
        conditions.RemoveAll(c => c is DraftObject condition && condition.String("type") == "PodScheduled");
        conditions.Add(new DraftObject
        {
            ["type"] = "PodScheduled",
            ["status"] = "True",
            ["lastProbeTime"] = Draft.Null,
            ["lastTransitionTime"] = time.GetUtcNow(),
        });
        return (body, null);
    }

    // What the binding says of its own metadata comes to stand at the pod.
    private static void Place(DraftObject binding, DraftObject pod)
    {
        pod.Object("spec")["nodeName"] = binding.Object("target").String("name");
        foreach (var name in (string[])["annotations", "labels"])
            if (binding.Object("metadata")[name] is DraftObject further)
                foreach (var (key, value) in further) pod.Object("metadata").Object(name)[key] = value;
    }

    private static ApiAnswer Done(int code) => ApiAnswer.Of(StatusText.Of(new Status(code, "", "")), code);
}
