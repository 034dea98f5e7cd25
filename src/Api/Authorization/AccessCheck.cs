using Timonier.Api.Audit;
using Timonier.Api.Pipeline;
using Timonier.Kernel;

namespace Timonier.Api.Authorization;

/// <summary>Asks the authorizer about calls; refusals come back in upstream's words.</summary>
internal sealed class AccessCheck(IAuthorizer authorizer)
{
    /// <summary>Null when the call may go on.</summary>
    public ValueTask<Status?> RefusalAsync(ApiCall call, CancellationToken cancellation) => RefusalAsync(Attributes(call), cancellation, call.Audit);

    public async ValueTask<Status?> RefusalAsync(AuthorizationAttributes attributes, CancellationToken cancellation, AuditTrail? audit = null)
    {
        var decision = await authorizer.AuthorizeAsync(attributes, cancellation);
        audit?.Decide(decision.Allowed, decision.Reason);
        return decision.Allowed ? null : Forbidden.For(attributes, decision.Reason);
    }

    public async ValueTask<bool> AllowsAsync(AuthorizationAttributes attributes, CancellationToken cancellation) =>
        (await authorizer.AuthorizeAsync(attributes, cancellation)).Allowed;

    public static AuthorizationAttributes Attributes(ApiCall call) => new()
    {
        User = call.User,
        Verb = call.Verb,
        Group = call.Spoken.Group,
        Version = call.Spoken.Version,
        Resource = call.Spoken.Plural,
        Subresource = call.Subresource,
        Namespace = call.Namespace,
        Name = call.Name.Length == 0 && call.Verb is "list" or "watch" ? SingleName(call.List.Fields) : call.Name,
        Fields = call.List.Fields,
    };

    // Who asks for one object of a list is judged by its name.
    private static string SingleName(FieldSelector fields) =>
        fields.RequiredValue("metadata.name") is { Length: > 0 } name && !name.AsSpan().ContainsAny('/', '%') && name is not ("." or "..") ? name : "";
}
