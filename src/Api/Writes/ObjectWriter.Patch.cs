using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

internal sealed partial class ObjectWriter
{
    public async ValueTask<ApiAnswer> PatchAsync(ApiCall call, CancellationToken cancellation)
    {
        if (call.Patch!.Kind == PatchKind.Apply) return await ApplyAsync(call, cancellation);
        var (patch, malformed) = Read(call.Patch);
        if (patch is null) return malformed!;
        var warnings = new List<string>();
        return (await ChangeAsync(call, old => Patched(call, old, patch, warnings), cancellation)).Warning(warnings);
    }

    internal static (Draft? Patch, Status? Failure) Read(PatchBody patch)
    {
        try
        {
            return (Draft.From(Document.Parse(patch.Utf8).Root), null);
        }
        catch (DocumentSyntaxException e)
        {
            return (null, Status.BadRequest($"error decoding patch: {JsonSyntax.Fault(patch.Utf8.Span) ?? e.Message}"));
        }
    }

    internal static (DraftObject? Body, Status? Failure) Patched(ApiCall call, Document old, Draft patch, List<string> warnings)
    {
        var kind = call.Kind;
        var before = DraftObject.Of(old);
        DraftObject after;
        try
        {
            if (ApplyTo(kind, before, patch, call.Patch!.Kind) is not DraftObject changed) return (null, Status.BadRequest("the patch does not leave an object"));
            after = changed;
        }
        catch (PatchException e)
        {
            return (null, Refusal(e));
        }
        return Formed(call, old, after, warnings);
    }

    /// <summary>A patched object in the form of its kind, still under its own name.</summary>
    private static (DraftObject? Body, Status? Failure) Formed(ApiCall call, Document old, DraftObject after, List<string> warnings)
    {
        if (WriteChecks.Decode(call.Kind, after, [], call.Validation, warnings) is { } malformed) return (null, malformed);
        var metadata = after.Object("metadata");
        if (WriteChecks.Misnamed(metadata.String("name"), old.Name) is { } misnamed) return (null, misnamed);
        metadata["name"] = old.Name;
        return metadata.String("namespace") == old.Namespace ? (after, null) : (null, WriteChecks.OtherNamespace);
    }

    private static Draft ApplyTo(Kind kind, DraftObject before, Draft patch, PatchKind how) => how switch
    {
        PatchKind.Json => JsonPatch.Apply(before, patch),
        PatchKind.Merge => MergePatch.Apply(before, patch),
        _ => StrategicMergePatch.Apply(before, patch, kind.Patching),
    };

    private static Status Refusal(PatchException e) => e.Fault switch
    {
        PatchFault.Malformed => Status.BadRequest(e.Message),
        PatchFault.TooLarge => Status.TooLarge(e.Message),
        // Upstream names neither the object nor the operation that did not fit.
        _ => new Status(422, "Invalid", "the server rejected our request due to an error in our request") { Details = new StatusDetails() },
    };
}
