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
            var read = Draft.From(Document.Parse(patch.Utf8).Root);
            return PatchOddities.Misshapen(patch.Kind, read) is { } misshapen ? (null, Status.BadRequest(misshapen)) : (read.Kind == NodeKind.Null ? PatchOddities.Nothing(patch.Kind) : read, null);
        }
        catch (DocumentSyntaxException e)
        {
            return (null, Status.BadRequest(PatchOddities.Undecoded(patch.Kind) + (JsonSyntax.Fault(patch.Utf8.Span) ?? e.Message)));
        }
    }

    internal static (DraftObject? Body, Status? Failure) Patched(ApiCall call, Document old, Draft patch, List<string> warnings)
    {
        var kind = call.Kind;
        var before = DraftObject.Over(old);
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
        if (Misread(call, old, after, Unreadable, warnings) is { } malformed) return (null, malformed);
        return Settled(old, after);

        Status Unreadable(string why)
        {
            // The outcome holds all of the object, and a refusal is told to logs: upstream shows it of secrets too, we do not.
            if (call.Kind.Resource.Qualified == "secrets") return Status.Invalid("", "", "", [FieldErrors.Invalid("patch", FieldErrors.HiddenSecret, why)]);
            // Reading has changed the outcome already; upstream shows it as the patch left it.
            var shown = call.Patch.Kind == PatchKind.StrategicMerge ? PatchOddities.GoText(patch) : ApplyTo(kind, DraftObject.Over(old), patch, call.Patch.Kind).ToString();
            return Status.Invalid("", "", "", [FieldErrors.Invalid("patch", shown, why)]);
        }
    }

    private static Status? Misread(ApiCall call, Document old, DraftObject after, Func<string, Status> unreadable, List<string> warnings)
    {
        // A write that met another one tries again, but warns once.
        warnings.Clear();
        if (call.Validation == FieldValidation.Ignore) return WriteChecks.Decode(call.Kind, after, [], FieldValidation.Ignore, [], unreadable, old);
        warnings.AddRange(PatchOddities.In(call.Patch!));
        if (WriteChecks.Decode(call.Kind, after, [], FieldValidation.Warn, warnings, unreadable, old) is { } malformed) return malformed;
        return call.Validation == FieldValidation.Strict && warnings.Count > 0 ? unreadable($"strict decoding error: {string.Join(", ", warnings)}") : null;
    }

    /// <summary>An object that was read and changed must still be the one at its place.</summary>
    private static (DraftObject? Body, Status? Failure) Settled(Document old, DraftObject after)
    {
        var metadata = after.Object("metadata");
        if (metadata.String("namespace") is { Length: > 0 } said && said != old.Namespace) return (null, WriteChecks.OtherNamespace);
        if (WriteChecks.Unnamed(metadata.String("name"), old.Name) is { } misnamed) return (null, misnamed);
        if (old.Namespace.Length > 0) metadata["namespace"] = old.Namespace;
        return (after, null);
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
