using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

internal sealed partial class ObjectWriter
{
    private async ValueTask<ApiAnswer> ApplyAsync(ApiCall call, CancellationToken cancellation)
    {
        var warnings = new List<string>();
        var (config, malformed) = WriteChecks.Configuration(call.Spoken, call.Patch!, call.Validation, warnings);
        if (config is null) return malformed!;
        var key = Keys.Of(call.Kind, call.Namespace, call.Name);
        if (call.Subresource.Length == 0 && await stores.For(call.Kind).GetAsync(key, 0, cancellation) is null)
        {
            var answer = await CreateAppliedAsync(call, config.CloneObject(), cancellation);
            if (answer.Failure is not { IsAlreadyExists: true }) return answer.Warning(warnings);
            // Somebody was faster; then it is laid over theirs.
        }
        return (await ChangeAsync(call, old => Applied(call, old, config.CloneObject()), cancellation, ownersKnown: true)).Warning(warnings);
    }

    private (DraftObject? Body, Status? Failure) Applied(ApiCall call, Document old, DraftObject config)
    {
        var (body, conflict) = ownership.Applied(call, config, DraftObject.Over(old));
        if (body is null) return (null, conflict);
        return InStoredForm(call, body, old) is { } malformed ? (null, malformed) : Settled(old, body);
    }

    private static Status? InStoredForm(ApiCall call, DraftObject body, Document? old = null)
    {
        if (WriteChecks.Decode(call.Spoken, body, [], call.Validation, [], old: call.Asked is null ? old : null) is { } malformed) return malformed;
        if (call.Asked is null) return null;
        Defaulting.Apply(call.Asked, body);
        Conversions.Convert(call.Kind, body);
        return null;
    }

    private async ValueTask<ApiAnswer> CreateAppliedAsync(ApiCall call, DraftObject config, CancellationToken cancellation)
    {
        var create = call with { Verb = "create" };
        if (await access.RefusalAsync(create, cancellation) is { } refused) return refused;
        var (body, failure) = ownership.Applied(call, config, live: null);
        if (body is null) return failure!;
        var metadata = body.Object("metadata");
        if (metadata.String("name").Length == 0) return Status.BadRequest("name must be provided");
        if (metadata.String("uid") is { Length: > 0 } uid)
            return Status.Conflict(call.Kind.Resource, call.Name, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        metadata.Remove("resourceVersion");
        if (call.Asked is not null && InStoredForm(call, body) is { } malformed) return malformed;
        create = create with { Body = body };
        return Receive(create, []) ?? await AddAsync(create, cancellation);
    }
}
