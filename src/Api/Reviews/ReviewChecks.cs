using Timonier.Api.Pipeline;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Reviews;

/// <summary>What a question must say before it can be answered.</summary>
internal static class ReviewChecks
{
    public static Status? Refusal(ApiCall call, DraftObject body)
    {
        var spec = body.Object("spec");
        switch (call.Kind.Name)
        {
            case "SubjectAccessReview" or "SelfSubjectAccessReview" or "LocalSubjectAccessReview":
                return OfAccess(call, body, spec);
            case "SelfSubjectRulesReview" when spec.String("namespace").Length == 0:
                return Status.BadRequest("no namespace on request");
            case "TokenReview" when spec.String("token").Length == 0:
                return Status.BadRequest("token is required for TokenReview in authentication");
            default:
                return null;
        }
    }

    private static Status? OfAccess(ApiCall call, DraftObject body, DraftObject spec)
    {
        var causes = new List<StatusCause>();
        var (resource, path) = (spec["resourceAttributes"] as DraftObject, spec["nonResourceAttributes"] as DraftObject);
        if (resource is not null && path is not null)
            causes.Add(FieldErrors.InvalidRaw("spec.nonResourceAttributes", path.ToString(), "cannot be specified in combination with resourceAttributes"));
        if (resource is null && path is null)
            causes.Add(FieldErrors.InvalidRaw("spec.resourceAttributes", "null", "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        if (call.Kind.Name != "SelfSubjectAccessReview" && spec.String("user").Length == 0 && spec["groups"] is not DraftArray { Count: > 0 })
            causes.Add(FieldErrors.Invalid("spec.user", "", "at least one of user or group must be specified"));

        var isLocal = call.Kind.Namespaced;
        var metadata = body.Object("metadata");
        if (metadata.Any(m => m.Key != "managedFields" && !(isLocal && m.Key == "namespace") && !IsEmpty(m.Value)))
            causes.Add(FieldErrors.InvalidRaw("metadata", metadata.ToString(), isLocal ? "must be empty except for namespace" : "must be empty"));
        if (isLocal && path is not null)
            causes.Add(FieldErrors.InvalidRaw("spec.nonResourceAttributes", path.ToString(), "disallowed on this kind of request"));
        if (isLocal && resource is not null && resource.String("namespace") != call.Namespace)
            causes.Add(FieldErrors.Invalid("spec.resourceAttributes.namespace", resource.String("namespace"), "must match metadata.namespace"));
        return causes.Count == 0 ? null : Status.Invalid(call.Kind.Group, call.Kind.Name, "", causes);
    }

    // An explicit null or empty text is what a typed client writes for a field that it never set.
    private static bool IsEmpty(Draft value) => value.Kind == NodeKind.Null || (value is DraftScalar { Kind: NodeKind.String } && value.AsString().Length == 0);
}
